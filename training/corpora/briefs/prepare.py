"""Single wire sentences of our own (SHEET.md), with triggers, roles, modes, status and cues marked in the line."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reportedly import codebook

if TYPE_CHECKING:  # training.data needs torch
    from training.data import Example

Place = tuple[int, int, int]

FILE = Path(__file__).parent / "briefs.txt"
ROLES = {
    "a": "actor", "r": "recipient", "p": "place", "w": "time", "g": "target", "x": "weapon", "e": "effect", "h": "hedge",
}  # fmt: skip
MARK = re.compile(r"\{([a-z])(\d*)(?: ([A-Z]+)((?:/[a-z,-]+)?)((?:;[a-z_]+)?))?:([^{}]+)\}")


@dataclass
class Marked:
    """A sentence without its marks; spans are (0, start, end). `triggers` and `roles` are kept by event."""

    text: str = ""
    triggers: dict[str, list[tuple[Place, str, list[str], str]]] = field(default_factory=dict)
    roles: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    cues: list[tuple[Place, str]] = field(default_factory=list)


def read(line: str) -> Marked:
    """Return what is marked in a line.

    `{t TYPE/mode,mode;status:words}` marks a trigger, `{a:words}` and so on a role (ROLES), `{c:words}` a cue; a digit after
    the letter says of which event, 1 if there is none. A second trigger of an event is a further mention.

    >>> read("{a:Kyiv} {t REQUEST/yield:told} {r:Minsk} to stop.").roles
    {'1': [((0, 0, 4), 'actor'), ((0, 10, 15), 'recipient')]}
    """
    book, out, at = codebook.load(), Marked(), 0
    for m in MARK.finditer(line):
        out.text += line[at : m.start()]
        letter, n, type_, modes, status, words = m.groups()
        span = (0, len(out.text), len(out.text) + len(words))
        out.text, at, n = out.text + words, m.end(), n or "1"
        if letter == "t":
            given = [x for x in modes[1:].split(",") if x]
            if type_ not in book.types or not set(given) <= set(book.types[type_].modes):
                raise ValueError(f"no such type or mode: {m[0]}")
            state = status[1:] or "happened"
            out.triggers.setdefault(n, []).append((span, type_, [f"{type_}/{x}" for x in given], state))
        elif letter == "c":
            out.cues.append((span, "cue"))
        else:
            out.roles.setdefault(n, []).append((span, ROLES[letter]))
    out.text += line[at:]
    if "{" in out.text or "}" in out.text or not set(out.roles) <= set(out.triggers):
        raise ValueError(f"not readable: {line}")
    return out


def load() -> list[Marked]:
    """Return all sentences."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [read(line) for line in lines if line and not line.startswith("#")]


class source:
    """All sentences."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path | None = None) -> None:
        self.all = [self.example(marked) for marked in load()]

    def example(self, marked: Marked) -> Example:
        from training.data import Example

        ex = Example([marked.text], {"tag_trigger": [], "tag_cue": marked.cues})
        for n, found in marked.triggers.items():
            ex.frames.append(("frame_event", found[0][0], marked.roles.get(n, [])))
            for span, type_, modes, status in found:
                ex.tags["tag_trigger"].append((span, type_))
                ex.pools += [("pool_mode", span, modes), ("pool_status", span, [status])]
        return ex

    def examples(self, rng: random.Random) -> list[Example]:
        return self.all
