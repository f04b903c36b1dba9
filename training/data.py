"""What the network is trained on: examples of passages with marked spans, made from gold codings and other corpora.

An example names only the heads it has labels for; the loss of the others is not computed on it. All offsets are
characters within the example's passages; words and pieces are found when the example is tokenised.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

import torch

from reportedly import codebook
from reportedly.coding.tag import passages
from reportedly.engine import tokens
from reportedly.engine.heads import Mark, mark_of, pair_features
from reportedly.records import Coding, Sentence, Span

Place = tuple[int, int, int]  # passage, start, end

EVENT_ROLES = ["actor", "recipient", "place", "time", "target", "weapon", "effect", "hedge"]
PREDICATE_ROLES = ["ARG0", "ARG1", "ARG2", "TMP", "LOC", "ADV"]


def labels() -> dict[str, list[str]]:
    """Return the classes of every released head; the first part of a name is the kind of head (model.Net)."""
    book = codebook.load()
    return {
        "tag_trigger": list(book.types),
        "tag_cue": ["cue"],
        "tag_evidence": list(book.evidence_kinds),
        "tag_count": list(book.count_kinds),
        "tag_name": ["PER", "ORG", "LOC"],
        "frame_event": EVENT_ROLES,
        "frame_cue": ["source", "content", "via"],
        "pool_mode": [f"{t}/{m}" for t in book.types for m in book.types[t].modes],
        "pool_status": list(book.statuses),
        "pool_flags": ["hedged", "historical", "anchor"],
        "pool_context": list(book.contexts),
        "pool_sector": list(book.sectors),
        "pool_class": ["none", *book.victim_classes],
        "pool_target": list(book.target_kinds),
        "pool_place": list(book.place_roles),
        "pool_verification": ["none", "verified", "unverified", "refuted"],
        "pool_count": ["cumulative", "hedged", "vague"],
        "pair_same": ["same"],
        "pair_voice": ["none", *book.stances],
        "pair_about": list(book.facets),
        "pair_evidence": ["linked"],
        "pair_count": ["linked"],
    }


AUXILIARY = {
    "frame_predicate": PREDICATE_ROLES,
    "pool_factuality": ["value"],
}  # and tag_frame (GENEVA), dropped at release
MANY = {
    "pool_mode",
    "pool_flags",
    "pool_context",
    "pool_sector",
    "pool_count",
    "pair_same",
    "pair_about",
    "pair_evidence",
    "pair_count",
}


@dataclass
class Example:
    """Passages and what is known of them.

    tags: head -> spans with class; frames: (head, anchor, spans with class); pools: (head, span, classes or value);
    pairs: (head, a, b, features, classes); story: a type the passages as a whole are about, or None.
    """

    passages: list[str]
    tags: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    frames: list[tuple[str, Place, list[tuple[Place, str]]]] = field(default_factory=list)
    pools: list[tuple[str, Place, list[str] | float]] = field(default_factory=list)
    pairs: list[tuple[str, Place, Place, tuple[float, ...], list[str]]] = field(default_factory=list)
    story: str | None = None


def from_coding(coding: Coding, sentences: Iterable[Sentence], limit: int = 800) -> Example:
    """Return the example of a gold coding: every released head but names has its labels."""
    text, cuts = coding.report.text, passages(sentences, limit)
    words = [0]
    for a, b in cuts:
        words.append(words[-1] + len(text[a:b].split()))

    def at(span: Span | None) -> Place | None:
        if span is None or span.start is None or span.end is None:
            return None
        for p, (a, b) in enumerate(cuts):
            if a <= span.start and span.end <= b:
                return p, span.start - a, span.end - a
        return None

    def mark(place: Place) -> Mark:
        p, a, b = place
        start = cuts[p][0]
        return mark_of(text, start + a, start + b, p, words[p] + len(text[start : start + a].split()))

    ex = Example([text[a:b] for a, b in cuts], {h: [] for h in ("tag_trigger", "tag_cue", "tag_evidence", "tag_count")})
    mentions: list[tuple[Place, int, bool]] = []
    done: set[Place] = set()
    cues: dict[Place, list[tuple[Place, str]]] = {}

    for a in coding.attributions:
        if cue := at(a.cue):
            parts = cues.setdefault(cue, [])
            via = a.via if a.via is None or a.via.start is not None else None
            for span, role in ((a.source, "source"), (a.content, "content"), (via, "via")):
                if (x := at(span)) and (x, role) not in parts:
                    parts.append((x, role))
                elif role == "content" and span is not None and span.start is not None:
                    parts += _pieces(span, cuts, cue[0], role)
    for cue, parts in cues.items():
        ex.tags["tag_cue"].append((cue, "cue"))
        ex.frames.append(("frame_cue", cue, parts))
    modes: dict[int | None, set[str]] = {}  # of all events at one trigger: a prison sentence is two (codebook §2)
    for e in coding.events:
        modes.setdefault(e.trigger.start, set()).update(f"{e.type}/{m}" for m in e.modes)
    for n, e in enumerate(coding.events):
        for m in (e.trigger, *e.mentions):
            if (x := at(m)) and x not in done:
                done.add(x)
                mentions.append((x, n, m is e.trigger))
                ex.tags["tag_trigger"].append((x, e.type))
                flags = ["hedged"] * e.hedged + ["historical"] * e.historical + ["anchor"] * (m is e.trigger)
                ex.pools += [("pool_flags", x, flags), ("pool_status", x, [e.status])]
                own = modes[e.trigger.start] if m is e.trigger else {f"{e.type}/{m}" for m in e.modes}
                ex.pools += [("pool_mode", x, sorted(own)), ("pool_context", x, list(e.contexts))]
        anchor = at(e.trigger)
        if anchor is None:
            continue
        parts = []
        roles: list[tuple[Span | None, str]] = [(x, "actor") for x in e.actors] + [
            (x, "recipient") for x in e.recipients
        ]
        roles += (
            [(x, "place") for x in e.places] + [(x, "target") for x in e.targets] + [(x, "effect") for x in e.effects]
        )
        roles += [(e.when, "time"), (e.weapon, "weapon"), (e.hedge, "hedge")]
        for span, role in roles:
            if (x := at(span)) and x[0] == anchor[0]:
                parts.append((x, role))
        ex.frames.append(("frame_event", anchor, parts))
        for entity in (*e.actors, *e.recipients):
            if x := at(entity):
                ex.pools.append(("pool_sector", x, list(entity.sectors)))
        for entity in e.recipients:
            if x := at(entity):
                ex.pools.append(("pool_class", x, [entity.class_ or "none"]))
        ex.pools += [("pool_target", x, [t.kind]) for t in e.targets if t.kind and (x := at(t))]
        ex.pools += [("pool_place", x, [t.role]) for t in e.places if (x := at(t))]
        linked: list[tuple[str, Span, str]] = [("tag_evidence", v, v.kind) for v in e.evidence]
        linked += [("tag_count", c, c.what) for c in e.counts]
        for head, span, label in linked:
            if (x := at(span)) and (x, label) not in ex.tags[head]:
                ex.tags[head].append((x, label))
        ex.pools += [("pool_verification", x, [v.verification or "none"]) for v in e.evidence if (x := at(v))]
        for c in e.counts:
            if x := at(c):
                flags = ["cumulative"] * (c.scope == "cumulative") + ["hedged"] * c.hedged + ["vague"] * c.vague
                ex.pools.append(("pool_count", x, flags))
    _pairs(ex, coding, mentions, cues, at, mark)
    return ex


def _pieces(span: Span, cuts: list[tuple[int, int]], p: int, role: str) -> list[tuple[Place, str]]:
    """The part of a span that lies in passage p, where it runs over a cut."""
    assert span.start is not None and span.end is not None
    a, b = max(span.start, cuts[p][0]), min(span.end, cuts[p][1])
    return [((p, a - cuts[p][0], b - cuts[p][0]), role)] if a < b else []


def _pairs(ex, coding, mentions, cues, at, mark) -> None:  # type: ignore[no-untyped-def]
    kind = {n: e.type for n, e in enumerate(coding.events)}
    for i, (x, n, _) in enumerate(mentions):
        for y, m, _ in mentions[i + 1 :]:
            if kind[n] == kind[m]:
                ex.pairs.append(("pair_same", x, y, pair_features(mark(x), mark(y), False, True), ["same"] * (n == m)))
    for cue, parts in cues.items():
        inside = [p for p, role in parts if role == "content"]
        for x, n, anchor in mentions:
            if abs(x[0] - cue[0]) > 1 or x == cue:
                continue
            within = any(p == x[0] and a <= x[1] and x[2] <= b for p, a, b in inside)
            given = [a for a in coding.events[n].attribution if at(a.cue) == cue]
            if given and not (within or anchor):
                continue  # a further mention: whether this pair counts is not marked
            f = pair_features(mark(cue), mark(x), within, False)
            ex.pairs.append(("pair_voice", cue, x, f, [given[0].stance if given else "none"]))
            if given:
                ex.pairs.append(("pair_about", cue, x, f, list(given[0].about)))
    for head, field_ in (("evidence", "evidence"), ("count", "counts")):
        owner: dict[Place, set[int]] = {}
        for n, e in enumerate(coding.events):
            for span in getattr(e, field_):
                if y := at(span):
                    owner.setdefault(y, set()).add(n)
        for y, owners in owner.items():
            for x, n, _ in mentions:
                if abs(x[0] - y[0]) <= 1:
                    f = pair_features(mark(y), mark(x), False, False)
                    ex.pairs.append((f"pair_{head}", y, x, f, ["linked"] * (n in owners)))


@dataclass
class Batch:
    """Tensors of several examples; spans are (row, first word, one past last word)."""

    pieces: torch.Tensor
    cases: torch.Tensor
    mask: torch.Tensor
    first: list[torch.Tensor]
    tags: dict[str, list[tuple[int, torch.Tensor]]]
    frames: dict[str, list[tuple[int, list[tuple[int, int]], torch.Tensor]]]
    pools: dict[str, tuple[list[tuple[int, int, int]], torch.Tensor]]
    pairs: dict[str, tuple[list[tuple[int, int, int]], list[tuple[int, int, int]], torch.Tensor, torch.Tensor]]
    stories: list[tuple[list[int], int]]
    size: int

    def to(self, device: torch.device) -> Batch:
        """Return the batch with its tensors on `device`."""
        if device.type == "cpu":
            return self
        return Batch(
            self.pieces.to(device),
            self.cases.to(device),
            self.mask.to(device),
            [f.to(device) for f in self.first],
            {h: [(r, t.to(device)) for r, t in items] for h, items in self.tags.items()},
            {h: [(r, at, t.to(device)) for r, at, t in items] for h, items in self.frames.items()},
            {h: (spans, t.to(device)) for h, (spans, t) in self.pools.items()},
            {h: (a, b, more.to(device), t.to(device)) for h, (a, b, more, t) in self.pairs.items()},
            self.stories,
            self.size,
        )


def bio(length: int, spans: list[tuple[int, int, int]]) -> torch.Tensor:
    """Tags of `length` words: 0 for O, 2k+1 and 2k+2 for B and I of class k; earlier spans win where two overlap."""
    out = torch.zeros(length, dtype=torch.long)
    for a, b, k in spans:
        if not out[a:b].any():
            out[a:b] = 2 * k + 2
            out[a] = 2 * k + 1
    return out


def collate(examples: list[Example], names: dict[str, list[str]], tokenizer) -> Batch:  # type: ignore[no-untyped-def]
    """Return the examples as one batch; `names` gives the classes of each head, heads without a name are left out."""
    texts = [t for ex in examples for t in ex.passages]
    toks = tokens.passages(texts, tokenizer)
    width = max(len(t.pieces) for t in toks)
    pieces, cases, mask = (torch.zeros(len(toks), width, dtype=torch.long) for _ in range(3))
    for i, t in enumerate(toks):
        n = len(t.pieces)
        pieces[i, :n], cases[i, :n], mask[i, :n] = torch.from_numpy(t.pieces), torch.from_numpy(t.cases), 1
    index = {h: {c: k for k, c in enumerate(cs)} for h, cs in names.items()}
    b = Batch(pieces, cases, mask, [torch.from_numpy(t.first) for t in toks], {}, {}, {}, {}, [], int(mask.sum()))
    pools: dict[str, list] = {}
    pairs: dict[str, list] = {}
    row = 0
    for ex in examples:

        def find(place: Place, row: int = row) -> tuple[int, int, int] | None:
            p, a, e = place
            got = tokens.cover(toks[row + p], a, e)
            return (row + p, *got) if got else None

        for head, marked in ex.tags.items():
            if head not in names:
                continue
            for p in range(len(ex.passages)):
                spans = [(f[1], f[2], index[head][c]) for x, c in marked if x[0] == p and (f := find(x))]
                b.tags.setdefault(head, []).append((row + p, bio(len(toks[row + p].first), spans)))
        for head, anchor, parts in ex.frames:
            if head in names and (f := find(anchor)):
                spans = [(g[1], g[2], index[head][c]) for x, c in parts if x[0] == anchor[0] and (g := find(x))]
                b.frames.setdefault(head, []).append((f[0], [(f[1], f[2])], bio(len(toks[f[0]].first), spans)))
        for head, x, value in ex.pools:
            if head in names and (f := find(x)):
                pools.setdefault(head, []).append((f, _target(head, value, index)))
        for head, x, y, feats, classes in ex.pairs:
            if head in names and (f := find(x)) and (g := find(y)):
                pairs.setdefault(head, []).append((f, g, feats, _target(head, classes, index)))
        if ex.story and "tag_trigger" in names:
            b.stories.append((list(range(row, row + len(ex.passages))), index["tag_trigger"][ex.story]))
        row += len(ex.passages)
    for head, items in pools.items():
        b.pools[head] = ([i[0] for i in items], torch.stack([i[1] for i in items]))
    for head, items in pairs.items():
        b.pairs[head] = (
            [i[0] for i in items],
            [i[1] for i in items],
            torch.tensor([i[2] for i in items]),
            torch.stack([i[3] for i in items]),
        )
    return b


def _target(head: str, value: list[str] | float, index: dict[str, dict[str, int]]) -> torch.Tensor:
    if isinstance(value, float):
        return torch.tensor([value])
    if head in MANY:
        out = torch.zeros(len(index[head]))
        for c in value:
            out[index[head][c]] = 1
        return out
    return torch.tensor(index[head][value[0]])


def batches(examples: list[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Shuffled batches of about `size` characters, examples of like length together so that little is padding."""
    order = sorted(examples, key=lambda e: max(map(len, e.passages)) + rng.random() * 200)
    out: list[list[Example]] = [[]]
    filled = 0
    for ex in order:
        n = sum(map(len, ex.passages))
        if out[-1] and filled + n > size:
            out.append([])
            filled = 0
        out[-1].append(ex)
        filled += n
    rng.shuffle(out)
    return out


def vector_rows(batch: Batch, hidden: torch.Tensor) -> list[torch.Tensor]:
    """Word vectors of each passage, from the first piece of each word."""
    return [hidden[i, f] for i, f in enumerate(batch.first)]


def span_mean(rows: list[torch.Tensor], spans: list[tuple[int, int, int]]) -> torch.Tensor:
    """Mean word vector of each span, (N, 384)."""
    return torch.stack([rows[r][a:b].mean(0) for r, a, b in spans])
