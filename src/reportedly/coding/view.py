"""A report as the coding steps see it: its sentences and what the model marked."""

from __future__ import annotations

import bisect
from functools import cached_property

from msgspec import Struct

from reportedly.coding.tag import Markup
from reportedly.records import Report, Sentence, Span

Reasons = dict[str, str]  # field of an event -> which head, rule or data row decided it


class View(Struct, frozen=True, dict=True):
    """One report, its sentences and its markup."""

    report: Report
    sentences: list[Sentence]
    markup: Markup

    @cached_property
    def starts(self) -> list[int]:
        """Where each sentence begins."""
        return [s.start or 0 for s in self.sentences]

    def sentence(self, offset: int) -> Sentence:
        """Return the sentence that holds the character at `offset` (the last one that begins before it)."""
        i = bisect.bisect_right(self.starts, offset) - 1
        return self.sentences[max(i, 0)]

    def span(self, start: int, end: int) -> Span:
        """Return the span without white space at its ends."""
        text = self.report.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(text[start:end], start, end)

    def before(self, offset: int, characters: int = 60) -> str:
        """Return the text before `offset` within its sentence, at most so many characters."""
        return self.report.text[max(self.sentence(offset).start or 0, offset - characters) : offset]

    def after(self, offset: int, characters: int = 60) -> str:
        """Return the text from `offset` to the end of its sentence, at most so many characters."""
        return self.report.text[offset : min(self.sentence(offset).end or 0, offset + characters)]
