"""What is measured for each task: functions of gold and answer that return a sheet (`reportedly.scoring`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from evaluation.item import Item
from reportedly import scoring
from reportedly.records import Entity, Event, Place, Span
from reportedly.scoring import Candidates, Sheet
from reportedly.scoring.table import Table

YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
FACTUAL = 0.5  # below this a predicate is not presented as having happened


def events(gold: Item, answer: Item, candidates: Candidates | None = None) -> Sheet:
    """Return events by the rule, every step, the release rates, and all attributions of the report."""
    one, two = gold.coding, answer.coding
    sheet = scoring.events(one, two, lacks=gold.lacks, sides=gold.sides, candidates=candidates)
    return sheet | scoring.attributions(one, two)


def attributions(gold: Item, answer: Item) -> Sheet:
    """Return source, cue and content spans of all attributions."""
    return scoring.attributions(gold.coding, answer.coding)


def best(gold: Event, preds: Sequence[Event]) -> Event | None:
    """Return the predicted event whose actors and recipients overlap those of gold best, None if none does."""

    def fit(p: Event) -> float:
        return scoring.entities(gold.actors, p.actors) * bool(gold.actors) + scoring.entities(
            gold.recipients, p.recipients
        ) * bool(gold.recipients)

    found = max(preds, key=fit, default=None)
    return found if found and fit(found) > 0 else None


def _typed(prefix: str, gold: str, pred: str) -> Sheet:
    sheet: Sheet = {f"{prefix} accuracy": ("share", (gold == pred, 1))}
    for type_ in {gold, pred} - {""}:
        sheet[f"{prefix}-type {type_}"] = ("f1", (gold == pred, gold == type_, pred == type_))
    return sheet


def pair(gold: Item, answer: Item) -> Sheet:
    """Return the type of the given pair: by the head alone where a system has one, and end to end by the best event."""
    target = gold.coding.events[0]
    event = best(target, answer.coding.events)
    sheet = _typed("end", target.type, YIELD.get(event.type, event.type) if event else "")
    sheet["end found"] = ("share", (event is not None, 1))
    if answer.pair_type is not None:
        sheet |= _typed("pair", target.type, YIELD.get(answer.pair_type, answer.pair_type))
    return sheet


def roles(gold: Item, answer: Item) -> Sheet:
    """Return actor and recipient spans of the predicted event that fits the marked pair best."""
    target = gold.coding.events[0]
    event = best(target, answer.coding.events)
    actors: tuple[Entity, ...] = event.actors if event else ()
    recipients: tuple[Entity, ...] = event.recipients if event else ()
    return scoring.spans(target.actors, actors, "actor") | scoring.spans(target.recipients, recipients, "recipient")


def names(gold: Item, answer: Item) -> Sheet:
    """Return F1 of names with their kind, exact, and of each kind."""
    sheet: Sheet = {}
    for kind in ("PER", "LOC", "ORG"):
        a, b = ({(n.start, n.end) for n in i.names if n.kind == kind} for i in (gold, answer))
        sheet[f"name {kind}"] = ("f1", (len(a & b), len(a), len(b)))
    total = [sum(t[1][k] for t in sheet.values()) for k in range(3)]
    return {"names": ("f1", tuple(total)), **sheet}


def _twin(span: Span, others: Iterable[Any]) -> Any:
    """The one of `others` that shares most characters with `span`, None if none does."""
    found = max(others, key=lambda o: scoring.shared(span, o), default=None)
    return found if found and scoring.shared(span, found) else None


def toponyms(gold: Item, answer: Item, candidates: Candidates | None = None) -> Sheet:
    """Return recognition F1, and how many gold toponyms are put within 161 km.

    Of all (missed ones are wrong), of those found, and of those whose name the gazetteer lists within 161 km at all;
    gold without coordinates is left out of these three. The same GeoNames id is the same place: countries and regions
    have no one point, and ours lie in the centre of their towns.
    """
    sheet = scoring.spans(gold.places, answer.places, "toponym")
    good, found, listed, good_listed, placed = 0, 0, 0, 0, [p for p in gold.places if p.lat is not None]
    for place in placed:
        twin = _twin(place, answer.places)
        right = twin is not None and _right(place, twin)
        good, found = good + right, found + (twin is not None)
        if candidates and any(_near(place.lat, place.lon, *c) for c in candidates(place.text or "", None)):
            listed, good_listed = listed + 1, good_listed + right
    sheet["within 161 km"] = ("share", (good, len(placed)))
    sheet["within 161 km of found"] = ("share", (good, found))
    if candidates:
        sheet["within 161 km of listed"] = ("share", (good_listed, listed))
    return sheet


def _right(gold: Place, told: Place) -> bool:
    if told.geonameid is not None and told.geonameid == gold.geonameid:
        return True
    return told.lat is not None and told.lon is not None and _near(gold.lat, gold.lon, told.lat, told.lon)


def _near(lat1: float | None, lon1: float | None, lat2: float, lon2: float) -> bool:
    return lat1 is not None and lon1 is not None and scoring.km(lat1, lon1, lat2, lon2) <= scoring.FAR_KM


def factuality(gold: Item, answer: Item) -> Sheet:
    """Return mean absolute error and Pearson's r over answered predicates, and F1 of what is not told as factual."""
    both = [(g.value or 0.0, a.value) for g, a in zip(gold.facts, answer.facts, strict=True) if a.value is not None]
    xs, ys = [g for g, _ in both], [a for _, a in both]
    pairs = list(zip(xs, ys, strict=True))
    low = [(g < FACTUAL, a < FACTUAL) for g, a in pairs]
    sums = (len(both), sum(xs), sum(ys), sum(x * x for x in xs), sum(y * y for y in ys), sum(x * y for x, y in pairs))
    return {
        "answered": ("share", (len(both), len(gold.facts))),
        "mean absolute error": ("error", (sum(abs(x - y) for x, y in pairs), len(both))),
        "Pearson r": ("pearson", sums),
        "not factual": ("f1", (sum(a and b for a, b in low), sum(a for a, _ in low), sum(b for _, b in low))),
    }


def triggers(gold: Item, answer: Item) -> Sheet:
    """Return how many gold triggers any mention overlaps, and their types. Precision is not asked: gold is partial."""
    spans = [(m, e.type) for e in answer.coding.events for m in scoring.mentions(e)]
    found = [(e, t) for e in gold.coding.events for m, t in spans if scoring.shared(e.trigger, m)]
    hit = {e.id for e, _ in found}
    right = {e.id for e, t in found if e.type == t}
    return {
        "trigger recall": ("recall", (len(hit), len(gold.coding.events))),
        "type of found": ("share", (len(right), len(hit))),
    }


def incidents(gold: Item, answer: Item) -> Sheet:
    """Return, over whole messages: is there an attack; who fills its roles; its country; its date."""
    attacks = [e for e in answer.coding.events if e.type == "ASSAULT"]
    sheet: Sheet = {"message": ("f1", (bool(gold.coding.events and attacks), bool(gold.coding.events), bool(attacks)))}
    filled = {
        "actor": [scoring.label(e) for a in attacks for e in a.actors],
        "recipient": [scoring.label(e) for a in attacks for e in a.recipients],
        "target": [t.text for a in attacks for t in a.targets],
        "weapon": [a.weapon.text for a in attacks if a.weapon],
    }
    for role, said in filled.items():
        groups, once = gold.fillers.get(role, ()), list(dict.fromkeys(w for w in said if w))
        match = [[scoring.overlap(w, alias) >= scoring.ENOUGH for w in once for alias in group] for group in groups]
        hit = sum(any(m) for m in match)
        false = sum(all(scoring.overlap(w, alias) < scoring.ENOUGH for g in groups for alias in g) for w in once)
        sheet[f"filler {role}"] = ("f1", (hit, len(groups), hit + false))
    countries = [{p.country for e in each for p in e.places if p.country} for each in (gold.coding.events, attacks)]
    sheet["country"] = ("f1", (len(countries[0] & countries[1]), len(countries[0]), len(countries[1])))
    days = [{scoring.dates(e) for e in each} - {(None, None)} for each in (gold.coding.events, attacks)]
    sheet["date"] = ("recall", (len(days[0] & days[1]), len(days[0])))
    return sheet


Scorer = Callable[..., Sheet]
TASKS: dict[str, tuple[Scorer, tuple[str, ...], tuple[str, ...]]] = {  # scorer, macro averages, headline measures
    "events": (
        events,
        ("type", "status"),
        ("detection_F1", "typed_P", "typed_R", "typed_F1", "core_F1", "actor", "recipient", "place", "date where told",
         "status macro", "hedge", "attribution", "stance", "about", "evidence kinds", "counts", "quotation speaker",
         "wrong pins", "false corroboration", "missed denials"),
    ),
    "pair": (pair, ("pair-type", "end-type"), ("pair-type macro", "pair accuracy", "end-type macro", "end found")),
    "roles": (roles, (), ("actor exact", "actor overlap", "recipient exact", "recipient overlap")),
    "attributions": (
        attributions,
        (),
        ("source exact", "source overlap", "cue exact", "cue overlap", "content exact", "content overlap",
         "content chars", "attribution whole"),
    ),
    "toponyms": (toponyms, (), ("toponym exact", "toponym overlap", "within 161 km", "within 161 km of listed")),
    "incidents": (incidents, (), ("message", "filler actor", "filler recipient", "filler target", "country", "date")),
    "factuality": (factuality, (), ("mean absolute error", "Pearson r", "not factual", "answered")),
    "names": (names, (), ("names", "name PER", "name LOC", "name ORG")),
    "triggers": (triggers, (), ("trigger recall", "type of found")),
}  # fmt: skip


def listed(answers: Sequence[Item]) -> Candidates | None:
    """Return the look-up of names in the package's gazetteer; None where no answer has coordinates to judge."""
    if not any(
        p.lat is not None for a in answers for p in (*a.places, *(p for e in a.coding.events for p in e.places))
    ):
        return None
    from reportedly.lookup.gazetteer import Gazetteer

    gazetteer = Gazetteer()

    def candidates(name: str, country: str | None) -> list[tuple[float, float]]:
        found = [e for e in gazetteer.find(name) if country in (None, e.country)]
        return [(e.lat, e.lon) for e in found if e.lat is not None and e.lon is not None]

    return candidates


def table(task: str, golds: Sequence[Item], answers: Sequence[Item], candidates: Candidates | None = None) -> Table:
    """Return the sheets of a set as one table; `candidates` looks names up, by default in the package's gazetteer.

    Reports with the same text are one draw of the bootstrap, so a text annotated twice does not narrow an interval.
    """
    scorer, macros, _ = TASKS[task]
    if task in ("events", "toponyms"):
        scorer = partial(scorer, candidates=candidates or listed(answers))
    sheets: dict[str, list[Sheet]] = {}
    for gold, answer in zip(golds, answers, strict=True):
        sheets.setdefault(gold.report.text, []).append(scorer(gold, answer))
    return Table([scoring.add(*same) for same in sheets.values()], macros)


def errors(task: str, gold: Item, answer: Item) -> Iterator[str]:
    """Yield what is wrong in one report, a line each."""
    if task == "events":
        pairs = scoring.align(gold.coding.events, answer.coding.events)
        seen = {id(e) for pair_ in pairs for e in pair_}
        for g, p in pairs:
            if g.type != p.type:
                yield f"TYPE {g.type} -> {p.type} | {g.trigger.text} | {p.trigger.text}"
                continue
            for name, same in scoring.FIELDS.items():
                if name not in gold.lacks and same(g, p) < scoring.ENOUGH:
                    yield f"{name.upper()} of {g.type} [{g.trigger.text}]: {_show(name, g)} -> {_show(name, p)}"
        for kind, each in (("MISSED", gold.coding.events), ("EXTRA", answer.coding.events)):
            yield from (f"{kind} {e.type} | {e.trigger.text} | {e.sentence.text}" for e in each if id(e) not in seen)
    elif task == "pair":
        event, given = best(gold.coding.events[0], answer.coding.events), answer.pair_type
        want = gold.coding.events[0].type
        if YIELD.get(given or "", given) != want or not event or YIELD.get(event.type, event.type) != want:
            yield f"{want} -> pair {given}, end to end {event.type if event else None} | {gold.report.text}"
    elif task == "attributions":
        one, two = ({(s.start, s.end, n): s.text for n, get in scoring.PARTS.items() for a in scoring.voices(i.coding)
                     if (s := get(a)) and s.text} for i in (gold, answer))  # fmt: skip
        yield from (f"MISSED {key[2]} | {one[key]}" for key in sorted(one.keys() - two.keys()))
        yield from (f"EXTRA {key[2]} | {two[key]}" for key in sorted(two.keys() - one.keys()))
    elif task == "toponyms":
        for place in gold.places:
            twin = _twin(place, answer.places)
            if not twin:
                yield f"MISSED {place.text}"
            elif place.lat is not None and not _right(place, twin):
                yield f"FAR {place.text}: {place.name} -> {twin.name} {twin.country}"


def _show(name: str, event: Event) -> Any:
    show: dict[str, Callable[[Event], Any]] = {
        "mode": lambda e: e.modes,
        "actor": lambda e: [scoring.label(a) for a in e.actors],
        "recipient": lambda e: [scoring.label(a) for a in e.recipients],
        "place": lambda e: [p.name or p.text for p in e.places[:1]],
        "date": scoring.dates,
        "attribution": lambda e: [scoring.label(a.source) for a in e.attribution],
        "evidence": lambda e: sorted(scoring.kinds(e)),
        "target": lambda e: [t.text for t in e.targets],
        "actor_country": lambda e: sorted(scoring.codes(e.actors, "country")),
        "actor_sector": lambda e: sorted(scoring.codes(e.actors, "sectors")),
        "recipient_country": lambda e: sorted(scoring.codes(e.recipients, "country")),
        "recipient_sector": lambda e: sorted(scoring.codes(e.recipients, "sectors")),
    }
    return show[name](event) if name in show else getattr(event, name)
