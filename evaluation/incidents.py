"""python -m evaluation.incidents [--corpus FOLDER] [--part test] [--coder] [--ablate] [--errors]: incidents, voices and standing on the corpus.

Reports go by in the order of publication, each event matched against the incidents so far, as `add` does it, with gold
codings. 5-fold by group over the training part (weights fitted on four fifths), and dev (`--part test`: test) with the
shipped weights. A pair is two events that share an incident; a singleton makes none. Intervals: bootstrap over groups, seeded.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from corpus import incidents
from corpus.parse import Gold
from corpus.parse import load as load_corpus
from reportedly.coding.incidents import POSITIVE, Origin, alignment, standing
from reportedly.coding.matching import Model, match_all, model
from reportedly.records import Event, ReportRef
from training.matching import by_coder, fit, grouped, pairs, part, window

Clusters = dict[str, str]  # event id -> incident


def replay(golds: Sequence[Gold], by: Model) -> Clusters:
    """Return the incident of every event, matched report by report in the order of publication."""
    made: dict[str, list[Event]] = {}
    out: Clusters = {}
    for gold in sorted(golds, key=lambda g: (g.coding.report.published or "", g.id)):
        events = gold.coding.events
        nearby = [(i, es) for i, es in made.items() if any(window(e, es[0]) for e in events)]
        for id_, found in match_all(events, nearby, by).items():
            event = next(e for e in events if e.id == id_)
            out[id_] = found.incident or id_
            made.setdefault(out[id_], []).append(event)
    return out


def credited(gold: Gold) -> Gold:
    """Return the report with its agency noted in its events, as the coder does it."""
    agency = gold.header.get("agency")
    events = tuple(replace(e, report=replace(e.report, agency=agency)) for e in gold.coding.events)
    return replace(gold, coding=replace(gold.coding, events=events))


class Tally:
    """Pairs right, made and due, and near misses merged, of one group."""

    def __init__(self) -> None:
        self.right = self.made = self.due = self.near = self.merged = 0


def tally(golds: Sequence[Gold], found: Clusters, links: dict[str, str]) -> dict[str, Tally]:
    """Return the tallies by group; a pair across groups counts, as wrong, with the group of its first event."""
    home = {e.id: (g.header.get("group") or g.header.get("near") or f"alone-{g.id}") for g in golds for e in g.coding.events}
    near = {e.id: g.id for g in golds if "near" in g.header for e in g.coding.events}
    out: dict[str, Tally] = defaultdict(Tally)
    for clusters, kind in ((found, "made"), ({e: i for e, i in links.items() if e in found}, "due")):
        members: dict[str, list[str]] = defaultdict(list)
        for event, incident in clusters.items():
            members[incident].append(event)
        for events in members.values():
            for a, b in itertools.combinations(sorted(events), 2):
                t = out[home[a] if not home[a].startswith("alone") else home[b]]
                if kind == "made":
                    t.made += 1
                    t.right += a in links and links[a] == links.get(b)
                else:
                    t.due += 1
    merged = set()
    for a, b in itertools.permutations(found, 2):
        right = a in links and links[a] == links.get(b)  # a near miss may well mention the happening itself
        if found[a] == found[b] and a in near and near.get(b) != near[a] and not right:
            merged.add(near[a])
    for g in golds:
        if "near" in g.header:
            out[g.header["near"]].near += 1
            out[g.header["near"]].merged += g.id in merged
    return out


def rates(tallies: Sequence[Tally]) -> dict[str, float]:
    """Return precision, recall, F1 and near misses merged, in percent."""
    right, made, due = (sum(getattr(t, k) for t in tallies) for k in ("right", "made", "due"))
    p, r = right / max(made, 1), right / max(due, 1)
    near = sum(t.merged for t in tallies) / max(sum(t.near for t in tallies), 1)
    return {"precision": 100 * p, "recall": 100 * r, "F1": 200 * p * r / max(p + r, 1e-9), "near misses merged": 100 * near}


def interval(items: Sequence[object], measure: Callable[[Sequence], dict[str, float]], seed: int = 0) -> dict[str, str]:
    """Return each measure with its 95 % bootstrap interval over the items."""
    draw = random.Random(seed)
    drawn = [measure([draw.choice(items) for _ in items]) for _ in range(1000)]
    out = {}
    for name, value in measure(items).items():
        low, *_, high = sorted(d[name] for d in drawn)[25:975]
        out[name] = f"{value:5.1f} [{low:.1f}, {high:.1f}]"
    return out


def folds(golds: Sequence[Gold], n: int = 5) -> list[list[Gold]]:
    """Return the reports in n parts, whole groups with their near misses together."""
    key = {g.id: g.header.get("group") or g.header.get("near") or g.id for g in golds}
    order = sorted(set(key.values()))
    random.Random(7).shuffle(order)
    fold = {k: i % n for i, k in enumerate(order)}
    return [[g for g in golds if fold[key[g.id]] == i] for i in range(n)]


def cross_validated(
    golds: Sequence[Gold], links: dict[str, str], without: Sequence[str] = (), coded: Sequence[Gold] = ()
) -> tuple[dict[str, Tally], Clusters]:
    """Return the tallies by group, each group matched by weights that were fitted on the others, and on `coded`, their codings by the coder."""
    out: dict[str, Tally] = {}
    found: Clusters = {}
    for fold in folds(golds):
        ids = {g.id for g in fold}
        xs, ys = pairs([g for g in golds if g.id not in ids], links)
        more = pairs([g for g in coded if g.id not in ids], links) if coded else ([], [])
        made = fit(xs + more[0], ys + more[1], without=without)
        clusters = replay(fold, made)
        found |= clusters
        out |= tally(fold, clusters, links)
    return out, found


def syndication(golds: Sequence[Gold]) -> dict[str, str]:
    """Return how many reprints, and rewrites with a credit, share a voice with what they copy, and how many pairs do wrongly.

    A reprint or rewrite is due where the corpus has what it credits: a report of its group with that publisher or credit.
    Wrongly: two reports that are in no one group, unless both credit one agency or have one publisher.
    """
    from reportedly.store.copies import LIKELY, copied, signature, stack

    signed = stack([signature(g.coding.report.text) for g in golds])
    names = [(g.header.get("agency") or g.header["publisher"]).casefold() for g in golds]
    group = [g.header.get("group") for g in golds]
    copies, voices = set(), set()
    for i, j in itertools.combinations(range(len(golds)), 2):
        if (signed[i] == signed[j]).mean() >= LIKELY and copied(golds[i].coding.report.text, golds[j].coding.report.text):
            copies |= {(i, j), (j, i)}
        if names[i] == names[j]:
            voices |= {(i, j), (j, i)}
    out = {}
    for relation in ("reprint", "rewrite"):
        due = joined = 0
        for i, g in enumerate(golds):
            mine = [j for j in range(len(golds)) if j != i and group[j] == group[i] and _credits(g, golds[j])]
            if g.header.get("relation") == relation and mine:
                due += 1
                joined += any((i, j) in copies | voices for j in mine)
        out[f"{relation}s collapsed"] = f"{joined} of {due}"
    out["pairs joined wrongly"] = str(sum(i < j and names[i] != names[j] and (not group[i] or group[i] != group[j]) for i, j in copies))
    return out


def _credits(one: Gold, other: Gold) -> bool:
    """Whether a report credits the publisher or the agency of another, in full or without the name of a department."""
    credit = one.header.get("agency", "").casefold()
    return bool(credit) and any(other.header.get(k, "").casefold().startswith(credit) for k in ("publisher", "agency"))


def known_origin() -> Callable[[ReportRef], Origin]:
    """Return whose voice an outlet is, as a store has it, but that its owner is taken as known."""
    from reportedly import filing
    from reportedly.lookup.owners import Owners

    owners = Owners((), filing.publishing_bodies())
    return lambda report: owners.origin(report)._replace(known=True)


def false_corroboration(golds: Sequence[Gold], found: Clusters, links: dict[str, str], coded: Sequence[Event] = (), of: Clusters | None = None) -> dict[str, float]:
    """Return how many incidents of two reports or more are held independent or better, and how many of them wrongly.

    Right is what gold links and gold sides give. The voice of an outlet is its agency, its owner or itself, taken as known. With
    `coded` the clusters are of the coder's events, and `of` gives the gold event of each that has one.
    """
    sides = {e.id: g.sides[e.id] for g in golds for e in g.coding.events}
    events = {e.id: e for g in golds for e in g.coding.events}
    told = {e.id: e for e in coded} or events

    origin = known_origin()
    strong = {"verified", "both_sides", "independent"}
    clusters: dict[str, list[str]] = defaultdict(list)
    for event, incident in found.items():
        clusters[incident].append(event)
    right = {e: {o for o in links if links[o] == links[e]} for e in links}
    held = wrong = 0
    for members in clusters.values():
        if len(members) < 2:
            continue
        got = standing([told[m] for m in members], origin)[0].support
        if got in strong:
            held += 1
            meant = [m if of is None else of[m] for m in members if of is None or m in of]
            due = max((frozenset(right.get(m, {m})) & frozenset(meant) for m in meant), key=len, default=frozenset())
            wrong += standing([events[m] for m in due], origin)[0].support not in strong or not _gold_strong(due, events, sides, origin)
    return {"held independent or better": held, "of them wrongly, %": 100 * wrong / max(held, 1)}


def _gold_strong(members: frozenset[str], events: dict[str, Event], sides: dict[str, tuple[str, ...]], origin: Callable) -> bool:
    """Whether by the gold sides two voices that are not aligned assert the occurrence."""
    from reportedly.coding.incidents import party

    blocs = set()
    for m in members:
        positive = [(a, s) for a, s in zip(events[m].attribution, sides[m], strict=True)
                    if a.stance in POSITIVE and "occurrence" in a.about]  # fmt: skip
        for a, side in positive:
            blocs.add(side if side in ("actor", "recipient", "unnamed") else party(a.source))
        if not positive and events[m].status == "happened":
            blocs.add(origin(events[m].report).id)
    return len(blocs) > 1


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=Path("corpus/reports"))
    parser.add_argument("--part", default="dev", choices=("train", "dev", "test"), help="what the shipped weights are measured on")
    parser.add_argument("--coder", action="store_true", help="fit on the coder's own codings too, as the shipped weights are, and measure on them")
    parser.add_argument("--ablate", action="store_true", help="leave out one comparison at a time")
    parser.add_argument("--errors", action="store_true", help="print wrong merges and merged near misses")
    told = parser.parse_args()
    golds = [credited(g) for g in load_corpus(told.corpus)]
    links, lost = incidents.load(golds)
    print(f"{len(links)} events in {len(set(links.values()))} incidents of several reports; {len(lost)} links without event")
    training, held_out = ([g for g in golds if part(g) == p] for p in ("train", told.part))
    ours: list[Gold] = []
    if told.coder:
        ours, kept, _ = by_coder([g for g in training if grouped(g)], links)
        links |= kept
    made, found = cross_validated(training, links, coded=ours)
    print("train, 5-fold:   ", interval([*made.values()], rates))
    shipped = replay(held_out, model())
    print(f"{told.part}, shipped: ", interval([*tally(held_out, shipped, links).values()], rates))
    print("false corroboration, train:", false_corroboration(training, found, links))
    print(f"false corroboration, {told.part}:", false_corroboration(held_out, shipped, links))
    if told.coder:
        coded, kept, of = by_coder(held_out, links)
        own = replay(coded, model())
        print(f"{told.part}, the coder's own codings: {len(kept)} of {sum(e.id in links for g in held_out for e in g.coding.events)} linked events coded;",
              interval([*tally(coded, own, kept).values()], rates))  # fmt: skip
        events = [e for g in coded for e in g.coding.events]
        print("false corroboration, the coder's own codings:", false_corroboration(held_out, own, links, events, of))
    print("voices:", syndication(golds))
    right = total = 0
    for g in golds:
        for e in g.coding.events:
            for a, side in zip(e.attribution, g.sides[e.id], strict=True):
                total += 1
                right += alignment(a.source, e, a.stance) == side
    print(f"alignment as gold: {100 * right / total:.1f} % of {total}")
    if told.ablate:
        for name in sorted(model().weights):
            left, _ = cross_validated(training, links, (name,), ours)
            print(f"without {name:20s}", {k: round(v, 1) for k, v in rates([*left.values()]).items()})
    if told.errors:
        _show_errors(training, found, links)
        _show_errors(held_out, shipped, links)


def _show_errors(golds: Sequence[Gold], found: Clusters, links: dict[str, str]) -> None:
    where = {e.id: (g, e) for g in golds for e in g.coding.events}
    for a, b in itertools.combinations(found, 2):
        if found[a] == found[b] and not (a in links and links[a] == links.get(b)):
            (g, x), (h, y) = where[a], where[b]
            kind = "NEAR" if "near" in g.header or "near" in h.header else "over"
            print(kind, g.id, h.id, x.type, "|", (x.sentence.text or "")[:110], "|", (y.sentence.text or "")[:110])


if __name__ == "__main__":
    main()
