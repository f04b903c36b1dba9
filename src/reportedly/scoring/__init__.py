"""How a coding is scored against gold: both are the same records, so every measure is a function of two codings.

The rule for events: a predicted and a gold event of one report are aligned one to one, best first, if the anchor
sentence of one holds a mention of the other and they agree at least in type, trigger or participants (`affinity`).
*Detection* is aligned; *typed* is aligned with the same type; the fields are measured over typed pairs; *core* counts
typed events whose actors, recipients, place, status and attribution all hold. Words are compared by `overlap`.

A report gives a `Sheet`: for each measure its kind and a few numbers that add up over reports (hits, gold, predicted;
or good, of). So a score, its bootstrap interval and a paired test are sums over sheets, and any cut by report is one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from reportedly.records import Attribution, Coding, Count, Entity, Event, Place, Span

# fmt: off
STOP = frozenset({
    "the", "a", "an", "of", "and", "in", "at", "on", "s", "his", "her", "their", "its", "to", "for", "by", "with",
})
PRONOUNS = frozenset({
    "he", "she", "it", "they", "we", "i", "you", "him", "her", "them", "us", "who", "which", "this", "that", "these",
    "those", "his", "its", "their",
})
# fmt: on
ENOUGH = 0.5  # words that must agree for participants, places and sources, as a share of the shorter text
ALIGNED = 2.2  # affinity below which two events that share a sentence are not the same event
FAR_KM = 161.0  # beyond this a pin is wrong: 100 miles, the customary bound of geoparsing
STANCES = ("asserts", "claims_own", "alleges", "confirms", "denies", "doubts")
STATUSES = ("happened", "planned", "possible", "not_happened")

Tally = tuple[str, tuple[float, ...]]  # kind of measure, numbers that add up over reports
Sheet = dict[str, Tally]
Candidates = Callable[[str, str | None], Sequence[tuple[float, float]]]  # name, country -> coordinates


def _f1(hit: float, gold: float, pred: float) -> float:
    return 2 * hit / (gold + pred) if gold + pred else math.nan


def _pearson(n: float, x: float, y: float, xx: float, yy: float, xy: float) -> float:
    spread = (n * xx - x * x) * (n * yy - y * y)
    return (n * xy - x * y) / math.sqrt(spread) if spread > 1e-9 else math.nan


KINDS: dict[str, Callable[..., float]] = {
    "f1": _f1,
    "precision": lambda hit, of: hit / of if of else math.nan,
    "recall": lambda hit, of: hit / of if of else math.nan,
    "share": lambda good, of: good / of if of else math.nan,
    "rate": lambda bad, of: bad / of if of else math.nan,  # lower is better
    "number": lambda n: n / 100,
    "error": lambda total, n: total / n / 100 if n else math.nan,  # in its own unit, lower is better
    "pearson": _pearson,
}
LOWER_IS_BETTER = frozenset({"rate", "error"})


def add(*sheets: Sheet) -> Sheet:
    """Return the sheet of several reports together."""
    out: Sheet = {}
    for sheet in sheets:
        for name, (kind, numbers) in sheet.items():
            old = out[name][1] if name in out else (0,) * len(numbers)
            out[name] = (kind, tuple(a + b for a, b in zip(old, numbers, strict=True)))
    return out


def value(tally: Tally) -> float:
    """Return a measure in percent; NaN where it rests on nothing."""
    return 100 * KINDS[tally[0]](*tally[1])


# -- words ------------------------------------------------------------------------------------------------------------


def overlap(a: str | None, b: str | None) -> float:
    """Return which share of the shorter text's words, small words aside, is in the other.

    >>> overlap("the Russian forces", "Russian armed forces")
    1.0
    """
    one, two = ({w for w in re.sub(r"\W+", " ", (t or "").lower()).split() if w not in STOP} for t in (a, b))
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def label(entity: Entity) -> str | None:
    """Return the words an entity is compared by: those of the report, or its name if they are a pronoun or missing."""
    words = entity.text
    return entity.name if words is None or words.lower() in PRONOUNS else words


def same_entity(a: Entity, b: Entity) -> bool:
    """Return whether the words of two entities overlap enough."""
    return overlap(label(a), label(b)) >= ENOUGH


def agreement(gold: Sequence[Any], pred: Sequence[Any], same: Callable[[Any, Any], bool]) -> float:
    """Return F1 of two lists of which each item may match any of the other; 1 if both are empty."""
    if not gold or not pred:
        return float(not gold and not pred)
    r = sum(any(same(g, p) for p in pred) for g in gold) / len(gold)
    q = sum(any(same(g, p) for g in gold) for p in pred) / len(pred)
    return 2 * r * q / (r + q) if r + q else 0.0


def entities(gold: Sequence[Entity], pred: Sequence[Entity]) -> float:
    """Return how well two lists of participants agree, 0 to 1."""
    return agreement(gold, pred, same_entity)


def sets(gold: Iterable[Any], pred: Iterable[Any]) -> float:
    """Return F1 of two sets; 1 if both are empty."""
    a, b = set(gold), set(pred)
    return 1.0 if a == b else 2 * len(a & b) / (len(a) + len(b))


def codes(people: Sequence[Entity], which: str) -> set[str]:
    """Return the countries or sectors among `people`."""
    values = (getattr(e, which) for e in people)
    return {c for v in values for c in ((v,) if isinstance(v, str) else v or ())}


# -- spans ------------------------------------------------------------------------------------------------------------


def inside(inner: Span, outer: Span) -> bool:
    """Return whether `inner` begins within `outer`."""
    return None not in (inner.start, outer.start, outer.end) and outer.start <= inner.start < outer.end  # type: ignore[operator]


def shared(a: Span, b: Span) -> int:
    """Return the number of characters two spans share."""
    if a.start is None or b.start is None:
        return 0
    return max(0, min(a.end or 0, b.end or 0) - max(a.start, b.start))


def spans(gold: Iterable[Span], pred: Iterable[Span], name: str) -> Sheet:
    """Return F1 of spans: exact, overlapping (one to one, half of the shorter shared), and by their characters."""
    one = {(s.start, s.end): s for s in gold if s.start is not None}
    two = {(s.start, s.end): s for s in pred if s.start is not None}
    pairs = sorted(
        ((shared(g, p), i, j) for i, g in one.items() for j, p in two.items() if shared(g, p) * 2 >= _shorter(i, j)),
        reverse=True,
    )
    left, right = set(one), set(two)
    for _, i, j in pairs:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
    chars = [{c for a, b in each for c in range(a or 0, b or 0)} for each in (one, two)]
    return {
        f"{name} exact": ("f1", (len(set(one) & set(two)), len(one), len(two))),
        f"{name} overlap": ("f1", (len(one) - len(left), len(one), len(two))),
        f"{name} chars": ("f1", (len(chars[0] & chars[1]), len(chars[0]), len(chars[1]))),
    }


def _shorter(i: tuple[int | None, int | None], j: tuple[int | None, int | None]) -> int:
    return max(1, min((i[1] or 0) - (i[0] or 0), (j[1] or 0) - (j[0] or 0)))


# -- events -----------------------------------------------------------------------------------------------------------


def mentions(event: Event) -> list[Span]:
    """Return the trigger and every other mention of an event."""
    return [event.trigger, *event.mentions]


def affinity(gold: Event, pred: Event) -> float:
    """Return how much two events of one report agree; 0 if neither's anchor sentence holds a mention of the other."""
    if not any(inside(m, pred.sentence) for m in mentions(gold)) and not any(
        inside(m, gold.sentence) for m in mentions(pred)
    ):
        return 0.0
    participants = entities(gold.actors, pred.actors) + entities(gold.recipients, pred.recipients)
    return 1 + 2 * (gold.type == pred.type) + 2 * overlap(gold.trigger.text, pred.trigger.text) + participants


def align(gold: Sequence[Event], pred: Sequence[Event]) -> list[tuple[Event, Event]]:
    """Return the pairs of gold and predicted events that are the same event, one to one, best first."""
    ranked = sorted(((affinity(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(pred)), reverse=True)
    rows, columns, out = set(), set(), []
    for weight, i, j in ranked:
        if weight >= ALIGNED and i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            out.append((gold[i], pred[j]))
    return out


def same_place(gold: Sequence[Place], pred: Sequence[Place]) -> float:
    """Return 1 if the first places agree by name or by words, or if both are missing; else 0."""
    if not gold or not pred:
        return float(not gold and not pred)
    g, p = gold[0], pred[0]
    names = overlap(g.name or g.text, p.name or p.text)
    return float(max(names, overlap(g.text, p.text)) >= ENOUGH)


def dates(event: Event) -> tuple[str | None, str | None]:
    """Return the first and last day of an event, `(None, None)` if neither is known."""
    return (event.when.from_, event.when.to) if event.when else (None, None)


def same_source(gold: Sequence[Attribution], pred: Sequence[Attribution]) -> float:
    """Return 1 if any source agrees, or if both name none; else 0."""
    if not gold or not pred:
        return float(not gold and not pred)
    return float(any(same_entity(g.source, p.source) for g in gold for p in pred))


def kinds(event: Event) -> set[str]:
    """Return the kinds of evidence an event has."""
    return {e.kind for e in event.evidence}


FIELDS: dict[str, Callable[[Event, Event], float]] = {
    "mode": lambda g, p: float(set(g.modes) == set(p.modes)),
    "actor": lambda g, p: entities(g.actors, p.actors),
    "actor_country": lambda g, p: sets(codes(g.actors, "country"), codes(p.actors, "country")),
    "recipient": lambda g, p: entities(g.recipients, p.recipients),
    "place": lambda g, p: same_place(g.places, p.places),
    "date": lambda g, p: float(dates(g) == dates(p)),
    "status": lambda g, p: float(g.status == p.status),
    "attribution": lambda g, p: same_source(g.attribution, p.attribution),
    "hedged": lambda g, p: float(g.hedged == p.hedged),
    "evidence": lambda g, p: float(kinds(g) == kinds(p)),
    "actor_sector": lambda g, p: sets(codes(g.actors, "sectors"), codes(p.actors, "sectors")),
    "recipient_country": lambda g, p: sets(codes(g.recipients, "country"), codes(p.recipients, "country")),
    "recipient_sector": lambda g, p: sets(codes(g.recipients, "sectors"), codes(p.recipients, "sectors")),
    "target": lambda g, p: agreement(g.targets, p.targets, lambda a, b: overlap(a.text, b.text) >= ENOUGH),
    "historical": lambda g, p: float(g.historical == p.historical),
    "contexts": lambda g, p: sets(g.contexts, p.contexts),
}


def core(gold: Event, pred: Event) -> bool:
    """Return whether actors, recipients, place, status and attribution of a typed pair all hold."""
    fields = (entities(gold.actors, pred.actors), entities(gold.recipients, pred.recipients))
    return (
        min(fields) >= ENOUGH
        and same_place(gold.places, pred.places) == 1
        and gold.status == pred.status
        and same_source(gold.attribution, pred.attribution) == 1
    )


def matched_sources(gold: Event, pred: Event) -> list[tuple[Attribution, Attribution]]:
    """Return the attributions of two aligned events whose sources agree, one to one, same stance first."""
    pairs = [(g, p) for g in gold.attribution for p in pred.attribution if same_entity(g.source, p.source)]
    pairs.sort(key=lambda pair: pair[0].stance != pair[1].stance)
    out: list[tuple[Attribution, Attribution]] = []
    for g, p in pairs:
        if all(g is not a and p is not b for a, b in out):
            out.append((g, p))
    return out


def count_key(count: Count) -> tuple[Any, ...]:
    """Return what must be equal for two figures to be the same figure."""
    return count.what, count.low, count.high, count.scope


def _bag(gold: Iterable[Any], pred: Iterable[Any]) -> Tally:
    a, b = Counter(gold), Counter(pred)
    return "f1", ((a & b).total(), a.total(), b.total())


# -- the three rates a release is judged by ---------------------------------------------------------------------------


def km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in kilometres between two points in degrees (haversine, radius 6371 km)."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(h)))


def pinned(event: Event) -> Place | None:
    """Return the first place of an event that would be drawn as a point; countries and regions are not."""
    return next((p for p in event.places if p.lat is not None and p.precision not in ("country", "admin1")), None)


def wrong_pin(gold: Event, pin: Place, candidates: Candidates | None = None) -> bool | None:
    """Return whether a pin is in a country that none of the gold places is in, or over 161 km from all of them.

    Gold without coordinates is looked up by name and country with `candidates`; where that knows nothing the country
    decides alone. None if gold has no place to compare with.
    """
    if not gold.places or pin.lat is None or pin.lon is None:
        return None
    verdicts = []
    for place in gold.places:
        if place.country and pin.country and place.country != pin.country:
            verdicts.append(True)
            continue
        points = [(place.lat, place.lon)] if place.lat is not None and place.lon is not None else []
        if not points and candidates and place.name:
            points = list(candidates(place.name, place.country))
        verdicts.append(bool(points) and min(km(pin.lat, pin.lon, *point) for point in points) > FAR_KM)
    return all(verdicts)


OFFICIAL = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
AFFIRMS = frozenset({"asserts", "claims_own", "alleges", "confirms"})
CORROBORATED = frozenset({"verified", "both_sides", "independent"})


def side(voice: Entity, event: Event) -> str:
    """Return the alignment of a voice to an event (actor, recipient, third, unnamed) by name or by official country."""
    if not label(voice):
        return "unnamed"
    for name, people in (("actor", event.actors), ("recipient", event.recipients)):
        if any(same_entity(voice, e) or (_power(voice) and _power(voice) == _power(e)) for e in people):
            return name
    return "third"


def _power(voice: Entity) -> str | None:
    return voice.country if voice.country and OFFICIAL & set(voice.sectors) else None


def support(event: Event, sides: Sequence[str] | None = None) -> str:
    """Return the support for the occurrence of one event by the attributions of its own report (codebook §10).

    `sides` gives the alignment of each attribution where an annotator wrote it; else `side` guesses. Bodies of one
    country's state are one voice. Where no voice is named the outlet speaks.
    """
    if event.status == "not_happened":
        return "not_reported_done"
    if event.status != "happened":
        return "anticipated"
    if any(e.verification == "verified" for e in event.evidence):
        return "verified"
    aligned = sides or [side(a.source, event) for a in event.attribution]
    heard = {
        (where, _power(a.source) or (label(a.source) or "").lower() if where != "unnamed" else "")
        for a, where in zip(event.attribution, aligned, strict=True)
        if a.stance in AFFIRMS and "occurrence" in a.about
    }
    held = {where for where, _ in heard}
    if {"actor", "recipient"} <= held:
        return "both_sides"
    blocs = {("side", where) if where in ("actor", "recipient") else (where, who) for where, who in heard}
    if len(blocs) > 1:
        return "independent"
    if held == {"actor"}:
        return "claimed"
    return "alleged" if held == {"recipient"} else "one_voice"


# -- one report -------------------------------------------------------------------------------------------------------


def events(
    gold: Coding,
    pred: Coding,
    *,
    lacks: Iterable[str] = (),
    sides: Mapping[str, Sequence[str]] | None = None,
    candidates: Candidates | None = None,
) -> Sheet:
    """Return the sheet of one report's events: the rule, each field, each step, and the release rates.

    `lacks` names fields that gold does not annotate; `sides` is the alignment of each attribution by gold event id.
    """
    sides, lacks = sides or {}, set(lacks)
    pairs = align(gold.events, pred.events)
    typed = [(g, p) for g, p in pairs if g.type == p.type]
    n, m = len(gold.events), len(pred.events)
    sheet: Sheet = {
        "events gold": ("number", (n,)),
        "events pred": ("number", (m,)),
        "detection_F1": ("f1", (len(pairs), n, m)),
        "typed_P": ("precision", (len(typed), m)),
        "typed_R": ("recall", (len(typed), n)),
        "typed_F1": ("f1", (len(typed), n, m)),
        "core_F1": ("f1", (sum(core(g, p) for g, p in typed), n, m)),
    }
    for name, same in FIELDS.items():
        if name not in lacks:
            sheet[name] = ("share", (sum(same(g, p) for g, p in typed), len(typed)))
    if "date" not in lacks:
        told = [(g, p) for g, p in typed if g.when and g.when.basis == "text"]
        sheet["date where told"] = ("share", (sum(dates(g) == dates(p) for g, p in told), len(told)))
    countries = [(g.places[0].country, p.places[0].country) for g, p in typed if g.places and p.places]
    sheet["place country"] = ("share", (sum(a == b for a, b in countries), len(countries)))
    sheet |= _classes(typed)
    sheet |= _steps(gold, pred, typed)
    sheet |= _rates(gold, pairs, sides, candidates)
    names = {e.type for e in (*gold.events, *pred.events)}
    for type_ in names:
        hit = sum(g.type == type_ for g, _ in typed)
        rows = [sum(e.type == type_ for e in each.events) for each in (gold, pred)]
        sheet[f"type {type_}"] = ("f1", (hit, *rows))
    return sheet


def _classes(typed: Sequence[tuple[Event, Event]]) -> Sheet:
    """F1 of each status and of the hedge, never their accuracy: always-false scores 97 %."""
    sheet: Sheet = {}
    for status in STATUSES:
        a, b = [g.status == status for g, _ in typed], [p.status == status for _, p in typed]
        sheet[f"status {status}"] = ("f1", (sum(x and y for x, y in zip(a, b, strict=True)), sum(a), sum(b)))
    a, b = [g.hedged for g, _ in typed], [p.hedged for _, p in typed]
    sheet["hedge"] = ("f1", (sum(x and y for x, y in zip(a, b, strict=True)), sum(a), sum(b)))
    return sheet


def _steps(gold: Coding, pred: Coding, typed: Sequence[tuple[Event, Event]]) -> Sheet:
    """Triggers over the report; roles, modes, stance, about, evidence and counts over typed pairs; quotations."""
    sheet = spans(
        (s for e in gold.events for s in mentions(e)), (s for e in pred.events for s in mentions(e)), "trigger"
    )
    roles: dict[str, Callable[[Event], Iterable[Span]]] = {
        "actor span": lambda e: e.actors,
        "recipient span": lambda e: e.recipients,
        "place span": lambda e: e.places,
        "target span": lambda e: e.targets,
        "weapon span": lambda e: (e.weapon,) if e.weapon else (),
        "effect span": lambda e: e.effects,
    }
    for name, get in roles.items():
        sheet = add(sheet, *(spans(get(g), get(p), name) for g, p in typed), spans((), (), name))
    matched = [pair for g, p in typed for pair in matched_sources(g, p)]
    sheet["stance"] = ("share", (sum(a.stance == b.stance for a, b in matched), len(matched)))
    sheet["about"] = ("share", (sum(set(a.about) == set(b.about) for a, b in matched), len(matched)))
    sheet["event source"] = (
        "f1",
        (len(matched), sum(len(g.attribution) for g, _ in typed), sum(len(p.attribution) for _, p in typed)),
    )
    for stance in STANCES:
        a, b = [g.stance == stance for g, _ in matched], [p.stance == stance for _, p in matched]
        sheet[f"stance {stance}"] = ("f1", (sum(x and y for x, y in zip(a, b, strict=True)), sum(a), sum(b)))
    lists: dict[str, Callable[[Event], Iterable[Any]]] = {
        "modes": lambda e: e.modes,
        "evidence kinds": kinds,
        "verification": lambda e: [(x.kind, x.verification) for x in e.evidence if x.verification],
        "counts": lambda e: map(count_key, e.counts),
    }
    for name, listed in lists.items():
        sheet[name] = add({name: ("f1", (0, 0, 0))}, *({name: _bag(listed(g), listed(p))} for g, p in typed))[name]
    return sheet | quotations(gold, pred)


def _rates(
    gold: Coding,
    pairs: Sequence[tuple[Event, Event]],
    sides: Mapping[str, Sequence[str]],
    candidates: Candidates | None,
) -> Sheet:
    """Wrong pins over placed events, false corroboration over aligned events, missed denials over gold denials."""
    pins = [(g, pin) for g, p in pairs if (pin := pinned(p))]
    verdicts = [wrong_pin(g, pin, candidates) for g, pin in pins]
    told = [v for v in verdicts if v is not None]
    corroborated = [(g, p) for g, p in pairs if support(p) in CORROBORATED]
    false = sum(support(g, sides.get(g.id)) not in CORROBORATED for g, _ in corroborated)
    found = {id(g): p for g, p in pairs}
    denials = [(e, a) for e in gold.events for a in e.attribution if a.stance == "denies"]
    missed = [
        not any(
            b.stance == "denies" and (same_entity(a.source, b.source) or label(a.source) is label(b.source) is None)
            for b in (found[id(e)].attribution if id(e) in found else ())
        )
        for e, a in denials
    ]
    return {
        "wrong pins": ("rate", (sum(told), len(told))),
        "pins without a gold place": ("rate", (len(verdicts) - len(told), len(verdicts))),
        "false corroboration": ("rate", (false, len(pairs))),
        "false among corroborated": ("rate", (false, len(corroborated))),
        "missed denials": ("rate", (sum(missed), len(denials))),
    }


PARTS: dict[str, Callable[[Attribution], Span | None]] = {
    "source": lambda a: a.source,
    "cue": lambda a: a.cue,
    "content": lambda a: a.content,
}


def voices(coding: Coding) -> list[Attribution]:
    """Return every attribution of a report once, whether or not it bears on an event."""
    told = [*coding.attributions, *(a for e in coding.events for a in e.attribution)]
    once = {tuple((s.start, s.end) if (s := get(a)) else None for get in PARTS.values()): a for a in reversed(told)}
    return list(once.values())


def attributions(gold: Coding, pred: Coding) -> Sheet:
    """Return the sheet of one report's attributions: source, cue and content spans, and whole relations."""
    one, two = voices(gold), voices(pred)
    sheet: Sheet = {}
    for name, get in PARTS.items():
        sheet |= spans([s for a in one if (s := get(a))], [s for a in two if (s := get(a))], name)
    free, hits = list(two), 0
    for a in one:
        twin = next((b for b in free if all(_alike(get(a), get(b)) for get in PARTS.values())), None)
        if twin:
            hits += 1
            free.remove(twin)
    sheet["attribution whole"] = ("f1", (hits, len(one), len(two)))
    return sheet


def _alike(a: Span | None, b: Span | None) -> bool:
    a, b = (s if s and s.start is not None else None for s in (a, b))
    if not a or not b:
        return a is b
    return shared(a, b) * 2 >= _shorter((a.start, a.end), (b.start, b.end))


def quotations(gold: Coding, pred: Coding) -> Sheet:
    """Return the sheet of one report's direct quotations: their words, and the speaker over those found."""
    sheet = spans(gold.quotations, pred.quotations, "quotation")
    found = [
        (g, p)
        for g in gold.quotations
        if (p := max(pred.quotations, key=lambda q: shared(g, q), default=None)) and _alike(g, p)
    ]
    named = [(g.speaker, p.speaker) for g, p in found if g.speaker]
    good = sum(b is not None and (same_entity(a, b) or overlap(a.name, b.name) >= ENOUGH) for a, b in named)
    sheet["quotation speaker"] = ("share", (good, len(named)))
    return sheet
