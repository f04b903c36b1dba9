"""Markup made by hand, for tests of the steps that read it."""

from reportedly.coding.segment import sentences
from reportedly.coding.tag import Cue, Figure, Markup, Name, Part, Trigger, Voice
from reportedly.coding.view import View
from reportedly.records import Coder, Report

CODER = Coder("0", "hand", "plover-2.1")


class Hand:
    """Marks words of one report by hand; every call names words that occur in the text."""

    def __init__(self, text: str, title: str | None = None, **fields: object) -> None:
        self.report = Report.of(text, title, **fields)
        self.triggers: list[Trigger] = []
        self.cues: list[Cue] = []
        self.voices: list[Voice] = []
        self.evidence: list[Figure] = []
        self.counts: list[Figure] = []
        self.names: list[Name] = []
        self.same: dict[tuple[int, int], float] = {}

    def at(self, words: str) -> tuple[int, int]:
        start = self.report.text.index(words)
        return start, start + len(words)

    def parts(self, roles: dict[str, object]) -> tuple[Part, ...]:
        out = []
        for role, given in roles.items():
            for words in given if isinstance(given, list) else [given]:
                text, *classes = words if isinstance(words, tuple) else (words,)
                out.append(Part(role, *self.at(text), 0.9, tuple(classes)))
        return tuple(out)

    def trigger(self, words: str, type: str, *, status: str = "happened", anchor: float = 0.9, modes: tuple[str, ...] = (), score: float = 0.9, hedged: float = 0.0, second: tuple[str, str] | None = None, **roles: object) -> int:
        p = {"happened": 0.03, "planned": 0.03, "possible": 0.03, "not_happened": 0.03, status: 0.91}
        self.triggers.append(Trigger(*self.at(words), type, score, tuple((m, 0.9) for m in modes), p, hedged, 0.0, anchor, (), self.parts(roles), 0, second))
        return len(self.triggers) - 1

    def cue(self, words: str, **roles: object) -> int:
        self.cues.append(Cue(*self.at(words), 0.9, self.parts(roles), 0))
        return len(self.cues) - 1

    def voice(self, cue: int, trigger: int, stance: str, *about: str) -> None:
        self.voices.append(Voice(cue, trigger, stance, 0.9, about or ("occurrence",)))

    def view(self) -> View:
        marks = Markup(tuple(self.triggers), tuple(self.cues), tuple(self.voices), tuple(self.evidence), tuple(self.counts), tuple(self.names), self.same)
        return View(self.report, sentences(self.report.text, self.report.title), marks)
