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
MARK = re.compile(r"\{([a-z\d]+)(?: ([^:{}]+))?:([^{}]+)\}|\[(\d) |(\])")
EVENT = re.compile(r"([A-Z]+)((?:/[a-z,-]+)?)((?:;[a-z_,]+)?)")
STANCE = re.compile(r"([a-z_]*)(?:>(\d+))?")


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
    """A line without its marks; spans are (0, start, end).

    `triggers`, the anchor first, and `roles` are kept by event, `voices` (sources and contents of a cue) and `stances` (of a cue, and
    the events outside its content that it speaks of) by attribution; a line that marks no content has neither of these two.
    """

    text: str = ""
    triggers: dict[str, list[Trigger]] = field(default_factory=dict)
    roles: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    cues: list[tuple[str, Place]] = field(default_factory=list)
    voices: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    stances: dict[str, tuple[str, str]] = field(default_factory=dict)

    def mentions(self) -> list[tuple[Trigger, str]]:
        """Return all triggers in the order of the text, each with its event."""
        return sorted(((t, n) for n, found in self.triggers.items() for t in found), key=lambda x: x[0].at)

    def vouched(self) -> Iterator[tuple[Place, Trigger, bool, str]]:
        """Yield each cue with each trigger: whether that lies in what is said, and the stance, "none" if it is not spoken of."""
        for n, cue in self.cues if self.voices else []:
            stance, others = self.stances.get(n, ("asserts", ""))
            contents = [at for at, role in self.voices[n] if role == "content"]
            for t, k in self.mentions():
                inside = any(a <= t.at[1] and t.at[2] <= b for _, a, b in contents)
                if t.at == cue or (k in others and not (inside or t.anchor)):
                    continue  # of a further mention that is only named beside the cue it is not marked whether it counts
                yield cue, t, inside, stance if inside or k in others else "none"


def read(line: str) -> Marked:
    """Return what is marked in a line; ValueError says what is wrong with it.

    `{t TYPE/mode,mode;status:words}` marks a trigger (`;historical` for what happened long ago), `{m:words}` a further mention of
    the event, `{a:words}` and so on a role (ROLES); digits after the letter say of which events, 1 if there are none. A second
    trigger of an event is a further mention too. `{c stance>events:words}` marks a cue, `{s:words}` its source, `[1 words]` its content,
    which may hold marks; here the digits say of which attributions. A span that is two things has one mark: `{s1a2:words}`,
    `{t1c1 ACCUSE|alleges:words}`.

    >>> read("{a:Kyiv} {t REQUEST/yield:told} {r:Minsk} to stop.").roles
    {'1': [((0, 0, 4), 'actor'), ((0, 10, 15), 'recipient')]}
    >>> read("{s:Minsk} {c denies:denied} [1 {t ASSAULT:the raid}].").voices
    {'1': [((0, 0, 5), 'source'), ((0, 13, 21), 'content')]}
    """
    book, out, at = codebook.load(), Marked(), 0
    later: list[tuple[str, Place]] = []
    opened: list[tuple[str, int]] = []
    for m in MARK.finditer(line):
        out.text += line[at : m.start()]
        letters, told, words, opens, closes = m.groups()
        at = m.end()
        if opens:
            opened.append((opens, len(out.text)))
            continue
        if closes and not opened:
            out.text += "]"
            continue
        if closes:
            n, start = opened.pop()
            out.voices.setdefault(n, []).append(((0, start, len(out.text)), "content"))
            continue
        span = (0, len(out.text), len(out.text) + len(words))
        out.text += words
        event, split, stance = (told or "").partition("|")
        stance = stance if split or "t" in letters else event
        for letter, n in re.findall(r"([a-z])(\d*)", letters):
            if letter == "t":
                fields = EVENT.fullmatch(event)
                type_, modes, status = fields.groups() if fields else ("", "", "")
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
                how = STANCE.fullmatch(stance)
                if not how or how[1] not in ("", *book.stances) or (n or "1") in out.stances:
                    raise ValueError(f"no such stance, or a second cue of one attribution: {m[0]}")
                out.cues.append((n or "1", span))
                if n or told:
                    out.stances[n or "1"] = (how[1] or "asserts", how[2] or "")
            elif letter == "m":
                later += [(k, span) for k in n or "1"]
            elif letter == "s":
                for k in n or "1":
                    out.voices.setdefault(k, []).append((span, "source"))
            elif letter in ROLES:
                for k in n or "1":
                    out.roles.setdefault(k, []).append((span, ROLES[letter]))
            else:
                raise ValueError(f"no such mark: {m[0]}")
    out.text += line[at:]
    if opened or (out.voices and "]" in out.text) or "{" in out.text or "}" in out.text:
        raise ValueError(f"not readable: …{out.text[max(0, out.text.find('{')) :][:60]}")
    events = {k for k, _ in later} | set(out.roles) | {k for _, of in out.stances.values() for k in of}
    if lost := events - set(out.triggers):
        raise ValueError(f"no trigger of event {', '.join(sorted(lost))}: {line[:60]}…")
    if out.voices and (lost := set(out.voices) ^ {n for n, _ in out.cues}):
        raise ValueError(f"attribution {', '.join(sorted(lost))} lacks its cue, or source and content: {line[:60]}…")
    for k, span in later:
        first = out.triggers[k][0]
        out.triggers[k].append(Trigger(span, first.type, first.modes, first.status, first.historical, False))
    return out


def lines(name: str = "*") -> Iterator[tuple[str, str]]:
    """Yield the lines of `briefs` (single sentences), `passages` or `registers`, each with its file and number."""
    files = sorted(HERE.glob("**/*.txt"))
    for file in [f for f in files if name in ("*", f.stem, f.parent.name)]:
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                yield f"{file.name} line {n}", line.strip()


def load(name: str = "*") -> list[Marked]:
    """Return all lines of `briefs`, `passages` or `registers` (or of all)."""
    return [read(line) for _, line in lines(name)]


class source:
    """All lines of `briefs.txt`, or of passages/ or registers/."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path | None = None, name: str = "briefs") -> None:
        self.all = [self.example(marked, flags=name != "briefs") for marked in load(name)]

    def example(self, marked: Marked, flags: bool) -> Example:
        """Return the example of a line; in briefs neither age nor hedging is marked, so `flags` are left out."""
        from reportedly.engine.heads import mark_of, pair_features
        from training.data import Example

        ex = Example([marked.text], {"tag_trigger": [], "tag_cue": [(at, "cue") for _, at in marked.cues]})
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
        mark = lambda at: mark_of(text, *at[1:], 0, len(text[: at[1]].split()))  # noqa: E731
        for (one, k), (two, n) in combinations(marked.mentions(), 2):
            if one.type == two.type:
                features = pair_features(mark(one.at), mark(two.at), False, True)
                ex.pairs.append(("pair_same", one.at, two.at, features, ["same"] * (k == n)))
        ex.frames += [("frame_cue", cue, marked.voices[n]) for n, cue in marked.cues if marked.voices]
        for cue, t, inside, stance in marked.vouched():
            ex.pairs.append(("pair_voice", cue, t.at, pair_features(mark(cue), mark(t.at), inside, False), [stance]))
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
