"""Reads plover_real (reports.jsonl, events.jsonl; FORMAT.md beside them) into the records of our own corpus.

    python -m training.corpora.plover_real.prepare FOLDER      prints what was read

The text of a report is its title, a blank line, and its sentences joined by a space; spans are found in the sentence
that the annotation names. Where words occur there more than once, the occurrence nearest to the trigger is taken.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.parse import Gold
from reportedly.records import (
    Attribution,
    Coding,
    Count,
    Effect,
    Entity,
    Event,
    Evidence,
    Mention,
    Place,
    Quotation,
    Report,
    ReportRef,
    Sentence,
    Span,
    Target,
    When,
    digest,
)

Found = tuple[str | None, int | None, int | None]  # the fields of a Span


class _Reader:
    """One report and its annotation; sentence numbers are those of the annotation (-1 is the title)."""

    def __init__(self, report: dict[str, Any]) -> None:
        title, body = report["title"] or None, report["sentences"]
        self.report = Report.of(
            " ".join(body),
            title,
            source_id=report["id"],
            published=report["published"],
            publisher=report["publisher"],
            language="en",
        )
        self.sentences: dict[int, Sentence] = {}
        if title:
            self.sentences[-1] = Sentence(title, 0, len(title), 0)
        at = len(title) + 2 if title else 0
        for n, words in enumerate(body):
            self.sentences[n] = Sentence(words, at, at + len(words), n + bool(title))
            at += len(words) + 1

    def find(self, words: str | None, sentence: int | None, near: int = 0, reach: int = 0) -> Found | None:
        """The fields of the span of `words` in `sentence` or up to `reach` sentences away, nearest to offset `near`."""
        if not words or sentence is None:
            return None
        for n in sorted(range(sentence - reach, sentence + reach + 1), key=lambda n: abs(n - sentence)):
            if n in self.sentences:
                s = self.sentences[n]
                whole = rf"(?<!\w){re.escape(words)}(?!\w)"
                hits = [m.start() for m in re.finditer(whole, s.text)] or [
                    m.start() for m in re.finditer(re.escape(words), s.text)
                ]
                if hits:
                    start = min((s.start + h for h in hits), key=lambda h: abs(h - near))
                    return words, start, start + len(words)
        return None

    def span(self, o: dict[str, Any] | None, near: int = 0, key: str = "text") -> Found:
        """The fields of the span that `o` names; all null for null."""
        if not o:
            return None, None, None
        found = self.find(o[key], o["sentence"], near)
        if not found:
            raise ValueError(f"{self.report.source_id}: {o[key]!r} is not in sentence {o['sentence']}")
        return found

    def entity(self, o: dict[str, Any] | None, near: int = 0) -> Entity:
        if not o:
            return Entity()
        sectors = (o["sector"],) if o.get("sector") else ()
        name = o.get("name") or o["text"]
        return Entity(*self.span(o, near), name, o.get("country"), sectors, o.get("class"), o.get("alternative", False))

    def named(self, words: str | None, sentence: int) -> Entity | None:
        """The entity that bare `words` stand for, with a span if the report has them in or near the sentence."""
        return Entity(*(self.find(words, sentence, reach=30) or (None, None, None)), words) if words else None

    def voices(self, notes: list[dict[str, Any]]) -> list[Attribution]:
        """Every attribution of the report, one entry for each connected piece of its content."""
        out = []
        for o in notes:
            cue = Span(*self.span(o["cue"])) if o["cue"] else None
            source = self.entity(o["source"], cue.start if cue else 0)
            pieces: list[Span] = []
            for piece in (Span(*self.span(c)) for c in sorted(o["content"], key=lambda c: c["sentence"])):
                last = pieces[-1] if pieces else None
                if last and not self.report.text[last.end : piece.start].strip(" \n.”“\",;'"):
                    pieces[-1] = Span(self.report.text[last.start : piece.end], last.start, piece.end)
                else:
                    pieces.append(piece)
            out += [Attribution(source, cue, piece) for piece in pieces or [None]]
        return out

    def bearing(self, o: dict[str, Any], voices: list[Attribution]) -> Attribution:
        """An event's attribution, with source, cue and content of the report's attribution it restates."""
        cue = self.find(o["cue"], o["sentence"])
        twin = next((v for v in voices if v.cue and cue and v.cue.start == cue[1]), None)
        source = self.entity(o, cue[1] if cue else 0)
        content = twin.content if twin else None
        via = self.named(o["via"], o["sentence"])
        return Attribution(source, Span(*cue) if cue else None, content, o["stance"], tuple(o["about"]), via)

    def event(self, n: int, o: dict[str, Any], voices: list[Attribution]) -> Event:
        trigger = Span(*self.span(o, key="trigger"))
        near = trigger.start or 0
        also = sorted(o["also"], key=lambda a: a["sentence"])
        published = self.report.published
        when = When(*self.span(o["time"], near), basis="text") if o["time"] else None
        if not when and published:
            when = When(from_=None if o["historical"] else published, to=published, basis="assumed")
        return Event(
            id=digest(self.report.id, o["type"], str(trigger.start), str(n)),
            report=ReportRef(
                self.report.id, self.report.source_id, publisher=self.report.publisher, published=published
            ),
            type=o["type"],
            modes=tuple(o["mode"]),
            actors=tuple(self.entity(e, near) for e in o["actor"]),
            recipients=tuple(self.entity(e, near) for e in o["recipient"]),
            targets=tuple(Target(*self.span(t, near), t["kind"]) for t in o["targets"]),
            weapon=Span(*self.span(o["weapon"], near)) if o["weapon"] else None,
            places=tuple(
                Place(
                    *self.span(p, near),
                    role=p["role"],
                    qualifier=p["qualifier"],
                    name=p["name"],
                    country=p["country"],
                    contested=p["contested"],
                )
                for p in o["places"]
            ),
            when=when,
            historical=o["historical"],
            status=o["status"],
            hedged=o["hedged"],
            hedge=Span(*self.span(o["hedge"], near)) if o["hedge"] else None,
            effects=tuple(Effect(*self.span(e, near), e["hedged"]) for e in o["effects"]),
            attribution=tuple(self.bearing(a, voices) for a in o["attribution"]),
            evidence=tuple(
                Evidence(
                    *self.span(e, near),
                    kind=e["kind"],
                    holder=self.named(e["holder"], e["sentence"]),
                    verification=e["verification"],
                    verified_by=self.named(e["verified_by"], e["sentence"]),
                )
                for e in o["evidence"]
            ),
            counts=tuple(
                Count(*self.span(c, near), *(c[k] for k in ("what", "who", "low", "high", "vague", "scope", "hedged")))
                for c in o["counts"]
            ),
            trigger=trigger,
            sentence=self.sentences[o["sentence"]],
            mentions=tuple(Mention(*self.span(a, key="trigger"), self.sentences[a["sentence"]].index) for a in also),
        )

    def quotation(self, o: dict[str, Any]) -> Quotation:
        words = self.span(o)
        speaker = self.find(o["speaker"], o["sentence"], words[1], reach=4)
        cue = self.find(o["cue"], o["sentence"], words[1], reach=2)
        who = Entity(*(speaker or (None, None, None)), o["name"] or o["speaker"]) if o["speaker"] else None
        return Quotation(*words, who, Span(*cue) if cue else None, self.sentences[o["sentence"]].index)

    def gold(self, notes: dict[str, Any], origin: str, file: str) -> Gold:
        voices = self.voices(notes["attributions"])
        events = tuple(self.event(n, e, voices) for n, e in enumerate(notes["events"]))
        quotations = tuple(self.quotation(q) for q in notes["quotations"])
        coding = Coding(self.report, events, quotations, attributions=tuple(voices))
        header = {"publisher": self.report.publisher or "", "origin": origin, "annotator": notes["annotator"]}
        return Gold(coding, tuple(self.sentences.values()), header, {}, file)


def load(folder: Path) -> Iterator[Gold]:
    """Yield the reports of plover_real with their annotation; dates are words only (`when.from_` is None)."""
    lines = [(folder / name).read_text(encoding="utf-8").splitlines() for name in ("reports.jsonl", "events.jsonl")]
    for report, notes in zip(*(map(json.loads, each) for each in lines), strict=True):
        if report["id"] != notes["id"]:
            raise ValueError(f"{folder}: report {report['id']} stands beside the annotation of {notes['id']}")
        yield _Reader(report).gold(notes, report["origin"].split("/")[0], "reports.jsonl")


def alike(texts: dict[str, str], share: float = 0.3) -> list[list[str]]:
    """Return the ids grouped so that texts sharing that part of the shorter one's five-word runs stand together.

    >>> alike({"a": "one two three four five six", "b": "one two three four five", "c": "something else"})
    [['a', 'b'], ['c']]
    """
    words = {id_: re.findall(r"\w+", text.lower()) for id_, text in texts.items()}
    runs = {id_: {tuple(w[i : i + 5]) for i in range(max(1, len(w) - 4))} for id_, w in words.items()}

    def near(a: str, b: str) -> bool:
        return len(runs[a] & runs[b]) > share * min(len(runs[a]), len(runs[b]))

    groups: list[list[str]] = []
    for id_ in sorted(texts):
        joined = [g for g in groups if any(near(id_, other) for other in g)]
        groups = [g for g in groups if g not in joined] + [sorted([id_, *(o for g in joined for o in g)])]
    return sorted(groups)


def folds(golds: Iterable[Gold], k: int = 5, seed: int = 1) -> dict[str, int]:
    """Return the fold (0 .. k-1) of each report id; the same reports always give the same folds.

    Reports with the same or nearly the same text share a fold: 27 texts are here twice, each annotated twice.
    """
    order = alike({g.id: g.coding.report.text for g in golds})
    random.Random(seed).shuffle(order)
    return {id_: i % k for i, group in enumerate(order) for id_ in group}


class source:
    """All 128 reports, or all but one fold (0 to 4, as `folds` deals them)."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path, without: int | None = None) -> None:
        golds = list(load(folder / "plover_real"))
        fold = folds(golds)
        self.golds = [g for g in golds if fold[g.id] != without]

    def examples(self, rng: random.Random) -> list[Any]:
        from training.corpora.reportedly.prepare import varied

        return varied(self.golds, rng)


if __name__ == "__main__":
    read = list(load(Path(sys.argv[1])))
    events = sum(len(g.coding.events) for g in read)
    voices = sum(len(g.coding.attributions) for g in read)
    quotes = sum(len(g.coding.quotations) for g in read)
    print(f"{len(read)} reports, {events} events, {voices} attributions (a piece each), {quotes} quotations")
