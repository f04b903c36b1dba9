"""Sentences and passages of our own (SHEET.md), with triggers, roles, modes, status and cues marked in the line.

python -m training.corpora.briefs.prepare reads all lines, names what is wrong, and counts
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from reportedly import codebook

if TYPE_CHECKING:  # training.data needs torch
    from training.data import Example

Place = tuple[int, int, int]

HERE = Path(__file__).parent
ROLES = {
    "a": "actor", "r": "recipient", "p": "place", "w": "time", "g": "target", "x": "weapon", "e": "effect", "h": "hedge",
}  # fmt: skip
MARK = re.compile(r"\{([a-z])(\d*)(?: ([A-Z]+)((?:/[a-z,-]+)?)((?:;[a-z_,]+)?))?:([^{}]+)\}")


@dataclass
class Trigger:
    """A trigger or (`anchor` false) a further mention of an event."""

    at: Place
    type: str
    modes: list[str]
    status: str
    historical: bool
    anchor: bool = True


@dataclass
class Marked:
    """A line without its marks; spans are (0, start, end). `triggers`, the anchor first, and `roles` are kept by event."""

    text: str = ""
    triggers: dict[str, list[Trigger]] = field(default_factory=dict)
    roles: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    cues: list[tuple[Place, str]] = field(default_factory=list)


def read(line: str) -> Marked:
    """Return what is marked in a line; ValueError says what is wrong with it.

    `{t TYPE/mode,mode;status:words}` marks a trigger (`;historical` for what happened long ago), `{m:words}` a further mention of
    the event, `{a:words}` and so on a role (ROLES), `{c:words}` a cue; digits after the letter say of which events, 1 if
    there are none. A second trigger of an event is a further mention too.

    >>> read("{a:Kyiv} {t REQUEST/yield:told} {r:Minsk} to stop.").roles
    {'1': [((0, 0, 4), 'actor'), ((0, 10, 15), 'recipient')]}
    """
    book, out, at = codebook.load(), Marked(), 0
    later: list[tuple[str, Place]] = []
    for m in MARK.finditer(line):
        out.text += line[at : m.start()]
        letter, n, type_, modes, status, words = m.groups()
        span = (0, len(out.text), len(out.text) + len(words))
        out.text, at = out.text + words, m.end()
        if letter == "t":
            given = [x for x in modes[1:].split(",") if x]
            if type_ not in book.types or not set(given) <= set(book.types[type_].modes):
                raise ValueError(f"no such type or mode: {m[0]}")
            states = set(status[1:].split(",")) - {"", "historical"} or {"happened"}
            if len(states) > 1 or not states <= set(book.statuses):
                raise ValueError(f"no such status: {m[0]}")
            found = out.triggers.setdefault(n or "1", [])
            given = [f"{type_}/{x}" for x in given]
            found.append(Trigger(span, type_, given, states.pop(), "historical" in status, anchor=not found))
        elif letter == "c":
            out.cues.append((span, "cue"))
        elif letter == "m":
            later += [(k, span) for k in n or "1"]
        elif letter in ROLES:
            for k in n or "1":
                out.roles.setdefault(k, []).append((span, ROLES[letter]))
        else:
            raise ValueError(f"no such mark: {m[0]}")
    out.text += line[at:]
    if "{" in out.text or "}" in out.text:
        raise ValueError(f"not readable: …{out.text[max(0, out.text.find('{')) :][:60]}")
    if lost := ({k for k, _ in later} | set(out.roles)) - set(out.triggers):
        raise ValueError(f"no trigger of event {', '.join(sorted(lost))}: {line[:60]}…")
    for k, span in later:
        first = out.triggers[k][0]
        out.triggers[k].append(Trigger(span, first.type, first.modes, first.status, first.historical, False))
    return out


def lines(name: str = "*") -> Iterator[tuple[str, str]]:
    """Yield the lines of `briefs` (single sentences) or `passages`, each with its file and number."""
    files = [HERE / "briefs.txt"] if name != "passages" else []
    for file in [*files, *(sorted((HERE / "passages").glob("*.txt")) if name != "briefs" else [])]:
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                yield f"{file.name} line {n}", line.strip()


def load(name: str = "*") -> list[Marked]:
    """Return all lines of `briefs` or `passages` (or both)."""
    return [read(line) for _, line in lines(name)]


class source:
    """All lines of `briefs.txt`, or of passages/."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path | None = None, name: str = "briefs") -> None:
        self.all = [self.example(marked, flags=name == "passages") for marked in load(name)]

    def example(self, marked: Marked, flags: bool) -> Example:
        """Return the example of a line; in briefs neither age nor hedging is marked, so `flags` are left out."""
        from reportedly.engine.heads import mark_of, pair_features
        from training.data import Example

        ex = Example([marked.text], {"tag_trigger": [], "tag_cue": marked.cues})
        for n, found in marked.triggers.items():
            roles = marked.roles.get(n, [])
            hedged = any(role == "hedge" for _, role in roles)
            ex.frames.append(("frame_event", found[0].at, roles))
            for t in found:
                ex.tags["tag_trigger"].append((t.at, t.type))
                ex.pools += [("pool_mode", t.at, t.modes), ("pool_status", t.at, [t.status])]
                if flags:
                    told = ["hedged"] * hedged + ["historical"] * t.historical + ["anchor"] * t.anchor
                    ex.pools.append(("pool_flags", t.at, told))
        text = marked.text
        mark = lambda t: mark_of(text, t.at[1], t.at[2], 0, len(text[: t.at[1]].split()))  # noqa: E731
        every = sorted(((t, n) for n, found in marked.triggers.items() for t in found), key=lambda x: x[0].at)
        for (one, k), (two, n) in combinations(every, 2):
            if one.type == two.type:
                features = pair_features(mark(one), mark(two), False, True)
                ex.pairs.append(("pair_same", one.at, two.at, features, ["same"] * (k == n)))
        return ex

    def examples(self, rng: random.Random) -> list[Example]:
        return self.all


def main() -> int:
    """Read all lines; 1 if one of them is wrong."""
    faults, counts = 0, Counter[str]()
    for where, line in lines():
        try:
            marked = read(line)
        except ValueError as e:
            print(f"{where}: {e}")
            faults += 1
            continue
        name = where.partition(" ")[0]
        counts[f"{name} lines"] += 1
        counts[f"{name} words"] += len(marked.text.split())
        counts[f"{name} events"] += len(marked.triggers)
        counts[f"{name} further mentions"] += sum(len(found) - 1 for found in marked.triggers.values())
        counts.update(found[0].type for found in marked.triggers.values())
    print("; ".join(f"{k} {n}" for k, n in counts.items()))
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
