"""python -m evaluation.ecbplus [--data FOLDER] [--topics N...]: events of several documents that are one, on ECB+.

ECB+ (Cybulska and Vossen 2014) links mentions of events across documents. Its licence for anything but research is not
settled, so it is measured on and nothing else: neither weights nor rules come from it, and no sentence of it is kept. Only what
our codebook codes is asked: gold mentions in validated sentences that one of our events stands on, and our events that stand on
one. The documents have no dates of publication, each topic's are matched together in the order of their names, by the coder's own
codings and the shipped weights. What differs: ECB+ links every kind of event (accidents, sport, awards) and mentions within a document
too; we code sixteen types, each event once a report, and join only events of one type.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
import tarfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reportedly.coding.matching import match_all
from reportedly.records import Event, Report

DEV = (2, 5, 12, 18, 21, 23, 34, 35)  # the topics that papers tune on
FOLDER = Path("../shared/data/train/ecbplus")


class Doc(NamedTuple):
    """A document: its text, and by the characters of each event mention in a validated sentence the event's instance."""

    topic: int
    report: Report
    mentions: dict[tuple[int, int], str]


def docs(folder: Path, topics: Sequence[int]) -> Iterator[Doc]:
    """Yield the documents of some topics in the order of their names."""
    with (folder / "ECBplus_coreference_sentences.topics_1-35.csv").open(encoding="utf-8") as f:
        valid = {(f"{r['Topic']}_{r['File']}", r["Sentence Number"]) for r in csv.DictReader(f)}
    with tarfile.open(folder / "ECB+_topics_1-35.tar.gz") as tar:
        for name in sorted(n for n in tar.getnames() if n.endswith(".xml")):
            topic = int(name.split("/")[-2])
            inside = tar.extractfile(name) if topic in topics else None
            if inside:
                yield read(topic, Path(name).stem, ET.parse(inside).getroot(), valid)


def read(topic: int, name: str, root: ET.Element, valid: set[tuple[str, str]]) -> Doc:
    """Return a document from its XML, its tokens joined by spaces, a line a sentence, a first line that is an address left out."""
    text, at, sentences = "", {}, {}
    for sentence, tokens in itertools.groupby(root.iter("token"), key=lambda t: t.get("sentence") or ""):
        row = list(tokens)
        if sentence == "0" and re.match(r"https?\b|www\.", row[0].text or ""):
            continue
        text += "\n" if text else ""
        for token in row:
            words = token.text or ""
            text += " " if text and not text.endswith("\n") and not re.fullmatch(r"[.,;:!?)%]|'s|n't", words) else ""
            id_ = token.get("t_id") or ""
            at[id_], sentences[id_] = (len(text), len(text) + len(words)), sentence
            text += words
    anchors = {m.get("m_id"): [t.get("t_id") or "" for t in m.iter("token_anchor")] for m in root.iter() if m.tag.startswith(("ACTION", "NEG_ACTION"))}
    instances = {m.get("m_id"): m.get("instance_id") or "" for m in root.iter() if m.get("instance_id")}
    mentions = {}
    for link in root.iter("CROSS_DOC_COREF"):
        target = link.find("target")
        for source in link.iter("source"):
            tokens_of = [t for t in anchors.get(source.get("m_id"), []) if t in at]
            if tokens_of and target is not None and (name, sentences[tokens_of[0]]) in valid:
                mentions[at[tokens_of[0]][0], at[tokens_of[-1]][1]] = instances.get(target.get("m_id"), "")
    return Doc(topic, Report.of(text, source_id=name, language="en"), mentions)


def stands_on(event: Event, mentions: dict[tuple[int, int], str]) -> str | None:
    """Return the instance that an event stands on, by its trigger, else by a later mention of it."""
    for span in (event.trigger, *event.mentions):
        for (start, end), instance in mentions.items():
            if span.start is not None and span.end is not None and span.start < end and start < span.end:
                return instance
    return None


def clusters(coded: Sequence[tuple[Doc, Sequence[Event]]]) -> dict[str, str]:
    """Return the incident of each event, the documents of a topic matched one after the other."""
    out: dict[str, str] = {}
    for _, group in itertools.groupby(coded, key=lambda c: c[0].topic):
        made: dict[str, list[Event]] = {}
        for _, events in group:
            by_id = {e.id: e for e in events}
            for id_, found in match_all(list(events), list(made.items())).items():
                out[id_] = found.incident or id_
                made.setdefault(out[id_], []).append(by_id[id_])
    return out


def scores(found: dict[str, str], gold: dict[str, str], home: dict[str, str]) -> dict[str, float]:
    """Return pairwise and B-cubed precision, recall and F1 in percent, over events of two documents."""
    ids = sorted(gold)
    right = made = due = 0
    for a, b in itertools.combinations(ids, 2):
        if home[a] != home[b]:
            same, asked = found[a] == found[b], gold[a] == gold[b]
            made, due, right = made + same, due + asked, right + (same and asked)
    cubes = []
    for one, other in ((found, gold), (gold, found)):
        groups: dict[str, set[str]] = defaultdict(set)
        for id_ in ids:
            groups[one[id_]].add(id_)
        cubes.append(sum(len({x for x in groups[one[i]] if other[x] == other[i]}) / len(groups[one[i]]) for i in ids) / max(len(ids), 1))
    p, r = right / max(made, 1), right / max(due, 1)
    return {
        "pairwise P": 100 * p, "pairwise R": 100 * r, "pairwise F1": 200 * p * r / max(p + r, 1e-9),
        "B3 P": 100 * cubes[0], "B3 R": 100 * cubes[1], "B3 F1": 200 * cubes[0] * cubes[1] / max(sum(cubes), 1e-9),
    }  # fmt: skip


def main() -> None:
    """Print the figures, and those of joining nothing and of joining all of one type in a topic."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--topics", type=int, nargs="+", default=DEV)
    told = parser.parse_args()
    import reportedly

    coder: Any = reportedly.load()
    coded = sorted(((d, coder.code_report(d.report).events) for d in docs(told.data, told.topics)), key=lambda c: c[0].topic)
    found = clusters(coded)
    gold, home, kind = {}, {}, {}
    for doc, events in coded:
        for event in events:
            if (instance := stands_on(event, doc.mentions)) is not None:
                gold[event.id], home[event.id], kind[event.id] = instance, doc.report.id, f"{doc.topic} {event.type}"
    mentions = sum(len(d.mentions) for d, _ in coded)
    print(f"{len(coded)} documents, {mentions} gold mentions with an instance, {sum(len(e) for _, e in coded)} events coded, {len(gold)} stand on one")
    for name, given in (("matching", found), ("nothing joined", {i: i for i in gold}), ("one type joined", kind)):
        print(f"{name:16s}", {k: round(v, 1) for k, v in scores(given, gold, home).items()})


if __name__ == "__main__":
    main()
