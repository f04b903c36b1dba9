"""A coder of the old kind as a peer, through the same runner: a dictionary of verbs and nouns, and subject and object by syntax.

    python -m evaluation.dependency dictionary     writes dictionary.tsv from the corpus' training part; forms of a word are put
                                                   together by the lemmas of UD_English-EWT (CC BY-SA 4.0)
    python -m evaluation.dependency export         writes runs/peer: the pretrained network with its head for predicates

Every word of the dictionary is an event of the type it mostly names in the corpus; its actor is the agent (ARG0), its recipient the
first of ARG1 and ARG2 that names somebody, read by the head `frame_predicate`, which pretraining taught on PropBank's
annotation of web text. Participants and places are resolved by the coder's own roster and gazetteer, so that what differs
is the reading. As such coders do, it asserts every event, dates it to the publication, names no source, drops what has no
known participant, and keeps one event of a type between the same two parties a report.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evaluation import outputs
from evaluation.baselines import PLACED
from evaluation.gold import ours
from evaluation.item import Item, replace
from reportedly.records import Coding, Entity, Event, Place, Report, ReportRef, Sentence, Span, When, digest

DICTIONARY = Path(__file__).parent / "dictionary.tsv"
PEER = Path("runs/peer")
CHECKPOINT = Path("runs/pretrain/stage0.pt")
WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
LEAST, SHARE = 2, 0.3  # a word is listed if it names events of its type twice, and in so much of its uses (of .5, .3 the better on dev)
LONGEST = 4  # words of a phrase
RECIPIENT = 15  # words beyond which an argument is a clause, not a participant


class Row(NamedTuple):
    """An entry: its lemma or phrase, the type it mostly names, how often it does, how often it is used, its forms."""

    lemma: str
    type: str
    names: int
    used: int
    forms: tuple[str, ...]


def inflections(lemma: str, verb: bool) -> set[str]:
    """Return the regular forms of a word: its plural or third person, and those of a verb.

    >>> sorted(inflections("rally", True))
    ['rallied', 'rallies', 'rally', 'rallying']
    """
    soft = lemma.endswith("y") and lemma[-2:-1] not in "aeiou"
    out = {lemma, lemma[:-1] + "ies" if soft else lemma + ("es" if re.search(r"(?:s|x|z|ch|sh)$", lemma) else "s")}
    if verb:
        silent = lemma.endswith("e")
        doubled = lemma[-1] if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", lemma) else ""
        past = lemma[:-1] + "ied" if soft else lemma + "d" if silent else lemma + doubled + "ed"
        out |= {past, (lemma[:-1] if silent and not lemma.endswith("ee") else lemma) + doubled + "ing"}
    return out


def lemmas(path: Path) -> tuple[dict[str, str], set[str]]:
    """Return the lemma of each verb and noun form in a CoNLL-U file, and which lemmas are verbs."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    verbs: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in (line.split("\t") for line in file if line[:1].isdigit()):
            if row[3] in ("VERB", "NOUN"):
                seen[row[1].lower()][row[2].lower()] += 1
                verbs[row[2].lower()] += row[3] == "VERB"
    return {form: found.most_common(1)[0][0] for form, found in seen.items()}, {v for v, n in verbs.items() if n}


def build(items: Iterable[Item], table: dict[str, str], verbs: set[str]) -> Iterator[Row]:
    """Yield the entries that the triggers of annotated reports amount to; `table` and `verbs` as of `lemmas`."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    forms: dict[str, set[str]] = defaultdict(set)
    used: Counter[str] = Counter()
    known = verbs | set(table.values())
    regular = {form: lemma for lemma in sorted(known) for form in inflections(lemma, lemma in verbs)}
    for item in items:
        words = [w.lower() for w in WORD.findall(item.report.text)]
        for n in range(1, LONGEST + 1):
            used.update(" ".join(words[i : i + n]) for i in range(len(words) - n + 1))
        for event in item.coding.events:
            for mention in (event.trigger, *event.mentions):
                said = [w.lower() for w in WORD.findall(mention.text or "")]
                if 0 < len(said) <= LONGEST:
                    key = table.get(said[0], regular.get(said[0], said[0])) if len(said) == 1 else " ".join(said)
                    named[key][event.type] += 1
                    forms[key].add(" ".join(said))
    for key, types in sorted(named.items()):
        mine = forms[key]
        if key in known:
            mine = mine | {f for f in inflections(key, key in verbs) if table.get(f, key) == key}
        (type_, names), uses = types.most_common(1)[0], sum(used[f] for f in mine)
        if names >= LEAST and names >= SHARE * uses:
            yield Row(key, type_, names, uses, tuple(sorted(mine)))


def read(path: Path = DICTIONARY) -> dict[str, Row]:
    """Return the entry of each form in the dictionary; of two the one that names events more often."""
    out: dict[str, Row] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for lemma, type_, names, used, forms in list(csv.reader(file, delimiter="\t"))[1:]:
            row = Row(lemma, type_, int(names), int(used), tuple(forms.split("|")))
            for form in row.forms:
                if form not in out or out[form].names < row.names:
                    out[form] = row
    return out


def hits(text: str, entries: dict[str, Row]) -> list[tuple[int, int, Row]]:
    """Return the entries in a sentence with their offsets, the longest at each place, from left to right."""
    words = list(WORD.finditer(text))
    out, i = [], 0
    while i < len(words):
        for n in range(min(LONGEST, len(words) - i), 0, -1):
            if row := entries.get(" ".join(w[0].lower() for w in words[i : i + n])):
                out.append((words[i].start(), words[i + n - 1].end(), row))
                i += n
                break
        else:
            i += 1
    return out


class Dependency:
    """The peer; it needs `runs/peer`."""

    version = "1"

    def __init__(self, folder: Path = PEER) -> None:
        self.folder = folder
        self.entries = read()

    @cached_property
    def tagger(self):  # type: ignore[no-untyped-def]
        from reportedly.engine.tagger import Tagger

        return Tagger(self.folder)

    @cached_property
    def lookups(self):  # type: ignore[no-untyped-def]
        from reportedly.lookup.gazetteer import Gazetteer
        from reportedly.lookup.roster import Roster

        gazetteer = Gazetteer()
        return Roster((), gazetteer.find), gazetteer

    def roles(self, cuts: Sequence[Sentence], found: Sequence[Sequence[tuple[int, int, Row]]]) -> list[list[dict[str, Span]]]:
        """Return for each hit of each sentence the span of each role, offsets into the report; the surest of a role."""
        from reportedly.engine import tokens
        from reportedly.engine.heads import viterbi

        labels, out = self.tagger.labels["frame_predicate"], []
        asked = [n for n, each in enumerate(found) if each]
        toks = tokens.passages([cuts[n].text or "" for n in asked], self.tagger.tokenizer)
        encoded = dict(zip(asked, zip(toks, self.tagger.encode(toks), strict=True), strict=True)) if asked else {}
        for n, each in enumerate(found):
            rows: list[dict[str, Span]] = [{} for _ in each]
            at = [tokens.cover(encoded[n][0], a, b) for a, b, _ in each] if each else []
            for row, words in zip(rows, at, strict=True):
                if words is None:  # beyond what the encoder reads
                    continue
                tok, (vectors, *_) = encoded[n]
                logits = self.tagger.heads.frame(
                    "frame_predicate", vectors, vectors[slice(*words)].mean(0)[None], np.array([words[0]])
                )[0]
                text, start = cuts[n].text or "", cuts[n].start or 0
                best: dict[str, float] = {}
                for a, b, k, score in viterbi(logits, 0.4):
                    i, j = int(tok.starts[a]), int(tok.ends[b - 1])
                    if score > best.get(labels[k], 0.0):
                        best[labels[k]], row[labels[k]] = score, Span(text[i:j], start + i, start + j)
            out.append(rows)
        return out

    def code(self, report: Report) -> Coding:
        """Return the coding of a report."""
        from reportedly.coding.actors import People, identify
        from reportedly.coding.places import Atlas, locate
        from reportedly.coding.segment import sentences
        from reportedly.coding.tag import Markup
        from reportedly.coding.view import View

        cut = sentences(report.text, report.title)
        found = [hits(s.text or "", self.entries) for s in cut]
        view = View(report, cut, Markup())
        roster, gazetteer = self.lookups
        people, atlas = People(view, roster), Atlas(view, gazetteer)
        published = report.published and report.published[:10]
        kept: dict[tuple[str, ...], Event] = {}
        for sentence, each, spans in zip(cut, found, self.roles(cut, found), strict=True):
            for (a, b, row), role in zip(each, spans, strict=True):
                start = sentence.start or 0
                event = Event(
                    id=digest(report.id, row.type, str(start + a)),
                    report=ReportRef(report.id, report.source_id),
                    type=row.type,
                    actors=participant(role.get("ARG0")),
                    recipients=participant(role.get("ARG1")) or participant(role.get("ARG2")),
                    places=tuple(place(role.get("LOC"))),
                    when=When(from_=published, to=published, basis="assumed") if published else None,
                    trigger=Span((sentence.text or "")[a:b], start + a, start + b),
                    sentence=sentence,
                    confidence=round(min(1.0, row.names / max(row.used, 1)), 3),
                )
                event = locate(identify(event, view, people)[0], view, atlas)[0]
                who = (*event.actors, *event.recipients)
                if not any(e.country or e.sectors for e in who):
                    continue
                key = (event.type, *sorted(f"a {e.name}" for e in event.actors), *sorted(f"r {e.name}" for e in event.recipients))
                if key in kept:
                    event = replace(kept[key], mentions=(*kept[key].mentions, event.trigger))
                kept[key] = event
        return Coding(report, tuple(kept.values()))

    def __call__(self, task: str, asked: Item, fold: str | None) -> Item:
        coding = self.code(asked.report)
        given = None
        if asked.pair:
            one, two = asked.pair
            fit = lambda e: sum(_touch(e.actors, one)) + sum(_touch(e.recipients, two))  # noqa: E731
            best = max(coding.events, key=fit, default=None)
            first = next((row.type for _, _, row in hits(asked.report.text, self.entries)), "")
            given = best.type if best and fit(best) else first
        return replace(asked, coding=coding, pair_type=given)


def _touch(people: Iterable[Entity], span: Span) -> Iterator[bool]:
    for e in people:
        if e.start is not None and e.end is not None and span.start is not None and span.end is not None:
            yield e.start < span.end and span.start < e.end


def participant(span: Span | None) -> tuple[Entity, ...]:
    """Return the participant that an argument names; none if it is missing or a clause."""
    if span is None or len((span.text or "").split()) > RECIPIENT:
        return ()
    return (Entity(span.text, span.start, span.end, span.text),)


def place(span: Span | None) -> Iterator[Place]:
    """Yield the name of a place in a LOC argument."""
    if span and (m := PLACED.search(span.text or "")):
        a, b = m.span("name")
        yield Place(m["name"], (span.start or 0) + a, (span.start or 0) + b, name=m["name"])


def export(checkpoint: Path, folder: Path) -> None:
    """Write the pretrained network as a model folder that keeps the head for predicates (needs torch)."""
    from training import data, release, train

    labels = data.labels() | {name: list(classes) for name, classes in data.AUXILIARY.items()}
    release.export(train.new(labels, checkpoint).eval(), folder)
    run = {"text": f"exported from {checkpoint} by evaluation.dependency"}
    (folder / "meta.toml").write_text(release.meta("peer", folder, run, {}, {"labels": labels}), encoding="utf-8")


def main(args: Sequence[str] | None = None) -> int:
    """Write the dictionary, or the peer's model, or pack what it answered (for clones without its model)."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.dependency", description=__doc__)
    parser.add_argument("what", choices=("dictionary", "export", "keep"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data/train"))
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    told = parser.parse_args(args)
    if told.what == "export":
        export(told.checkpoint, PEER)
        print(PEER)
        return 0
    if told.what == "keep":
        print(*outputs.keep(f"dependency-{Dependency.version}"), sep="\n")
        return 0
    rows = list(build(ours.corpus("train"), *lemmas(told.data / "ud_ewt/en_ewt-ud-train.conllu.gz")))
    with DICTIONARY.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(("lemma", "type", "names", "used", "forms"))
        out.writerows((*row[:4], "|".join(row.forms)) for row in rows)
    print(f"{DICTIONARY}: {len(rows)} entries, {sum(len(r.forms) for r in rows)} forms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
