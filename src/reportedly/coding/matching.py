"""Whether two events tell one happening: comparisons, their weights (matching.toml), and which incident an event joins.

`match` decides over the incidents it is given; who fetches them is not its business. Only events of one type are
compared, and an incident takes at most one event of a report, because a report's events are distinct (codebook §1).
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct

from reportedly.records import Entity, Event, Place, When

COMMON = frozenset("the a an of in on at to and or for with by from as that which who was were had has have been be is are it its his her their said "
                   "says after before during over into not no he she they them this these those near between against".split())  # fmt: skip
EARTH = 6371.0  # km, mean radius
APART = 50.0  # km from which on two resolved places are two places whatever else agrees (codebook §1: an event for each place)
SPEECH = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"})  # codebook §6
FAR = 21  # days after which a distance in time counts no further


class Model(Struct, frozen=True):
    """The weights of the comparisons, what is added, and the probability from which on two events tell one happening."""

    weights: dict[str, float]
    bias: float
    threshold: float
    provenance: dict[str, str] = {}


class Match(Struct, frozen=True):
    """The incident that an event joins, `None` for a new one, the probability, and what spoke for and against it most.

    `reasons` are the comparisons of the nearest event, weighted, the strongest first; `nearest` is that event's id.
    """

    incident: str | None
    score: float
    nearest: str | None = None
    reasons: tuple[tuple[str, float], ...] = ()


@cache
def model() -> Model:
    """Return the model of this release."""
    import msgspec

    return msgspec.convert(tomllib.loads(files("reportedly.coding").joinpath("matching.toml").read_text("utf-8")), Model)


@cache
def _words(text: str) -> frozenset[str]:
    """The content words of a text, cut to their first six letters."""
    return frozenset(w[:6] for w in re.findall(r"[^\W_]+", text.casefold()) if w not in COMMON)


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _alike(a: Entity, b: Entity) -> float:
    """How alike two participants are: by id, by name, else by country and sectors; 0 to 1."""
    if a.id and a.id == b.id:
        return 1.0
    names = _overlap(_words(a.name or a.text or ""), _words(b.name or b.text or ""))
    kin = 0.0
    if a.country and b.country:
        shared = {*a.sectors} & {*b.sectors}
        kin = (0.6 if shared else 0.3 if not (a.sectors and b.sectors) else 0.15) if a.country == b.country else 0.0
    return max(names, kin)


def _entities(a: Sequence[Entity], b: Sequence[Entity]) -> float:
    return max((_alike(x, y) for x in a for y in b), default=0.0)


def distance(a: Place, b: Place) -> float | None:
    """Return how many km lie between two places, `None` where one is resolved no finer than to a country."""
    if None in (a.lat, a.lon, b.lat, b.lon) or "country" in (a.precision, b.precision):
        return None
    la, lb = math.radians(a.lat or 0), math.radians(b.lat or 0)
    d = math.radians((b.lon or 0) - (a.lon or 0))
    return 2 * EARTH * math.asin(math.sqrt(math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(d / 2) ** 2))


def _near(a: Place, b: Place) -> float:
    """How near two places are, 0 to 1: by distance (a third at 25 km), else by name."""
    names = _overlap(_words(a.name or a.text or ""), _words(b.name or b.text or ""))
    km = distance(a, b)
    return names if km is None else max(math.exp(-km / 25), names if km < 150 else 0.0)


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value[:10]) if value and re.match(r"\d{4}-\d\d-\d\d", value) else None


def days(event: Event) -> tuple[dt.date, dt.date] | None:
    """Return first and last day of an event, the day of publication where nothing is told; `None` if that lacks too."""
    when = event.when or When()
    last = _day(when.to) or _day(when.from_) or _day(event.report.published)
    first = _day(when.from_) or last
    return (min(first, last), last) if first and last else None


def _gap(a: tuple[dt.date, dt.date], b: tuple[dt.date, dt.date]) -> int:
    return max(0, (b[0] - a[1]).days, (a[0] - b[1]).days)


def apart(a: Event, b: Event) -> bool:
    """Return whether two events of one type are two whatever else agrees: every resolved place of one lies too far from every one of
    the other, or they are acts of speech of different days (codebook §1: another occasion makes another act)."""
    one, two = days(a), days(b)
    if a.type in SPEECH and one and two and _gap(one, two):
        return True
    kms = [distance(x, y) for x in a.places for y in b.places]
    return bool(kms) and all(km is not None and km > APART for km in kms)


def compare(a: Event, b: Event) -> dict[str, float]:
    """Return how two events of one type compare: a number from 0 to 1 for each thing that speaks for or against.

    What a report does not tell speaks neither way, but for the comparisons named `…_untold`.
    """
    out: dict[str, float] = {}
    if a.modes and b.modes:
        out["modes_same" if {*a.modes} & {*b.modes} else "modes_differ"] = 1.0
    out["trigger_same"] = _overlap(_words(a.trigger.text or ""), _words(b.trigger.text or ""))
    for name, x, y in (("actors", a.actors, b.actors), ("recipients", a.recipients, b.recipients)):
        if x and y:
            alike = _entities(x, y)
            out[f"{name}_alike"] = alike
            out[f"{name}_differ"] = 1.0 if alike < 0.25 else 0.0
        else:
            out[f"{name}_untold"] = 1.0
    countries = [{c for c in (*(e.country for e in (*ev.actors, *ev.recipients)), *(p.country for p in ev.places)) if c} for ev in (a, b)]
    if all(countries):
        out["countries_differ"] = 0.0 if countries[0] & countries[1] else 1.0
    if a.places and b.places:
        near = max(_near(x, y) for x in a.places for y in b.places)
        out["places_near"] = near
        out["places_differ"] = 1.0 if near < 0.3 else 0.0
    else:
        out["places_untold"] = 1.0
    one, two = days(a), days(b)
    if one and two:
        told = bool(a.when and b.when and a.when.basis != "assumed" and b.when.basis != "assumed")
        gap, span = _gap(one, two), max((one[1] - one[0]).days, (two[1] - two[0]).days)
        out["days_apart_told" if told else "days_apart"] = min(gap, FAR) / FAR
        out["same_days_told"] = 1.0 if told and gap == 0 and span <= 7 else 0.0
        out["day_off"] = 1.0 if told and gap == 1 else 0.0
    published = _day(a.report.published), _day(b.report.published)
    if published[0] and published[1]:
        out["published_apart"] = min(abs((published[0] - published[1]).days), FAR) / FAR
    out["historical_differs"] = float(a.historical != b.historical)
    out["status_same"] = float(a.status == b.status)
    figures = [(x, y) for x in a.counts for y in b.counts if (x.what, x.scope) == (y.what, y.scope) and not (x.vague or y.vague)]
    if figures:
        same = any((x.low, x.high) == (y.low, y.high) for x, y in figures)
        out["counts_same" if same else "counts_differ"] = 1.0
    kinds = [{t.kind for t in ev.targets if t.kind} for ev in (a, b)]
    if all(kinds):
        out["targets_same" if kinds[0] & kinds[1] else "targets_differ"] = 1.0
    out["words_shared"] = _overlap(_words(a.sentence.text or ""), _words(b.sentence.text or ""))
    return out


def probability(comparison: dict[str, float], by: Model) -> float:
    """Return how probable it is that the two events so compared tell one happening."""
    return 1 / (1 + math.exp(-by.bias - sum(by.weights.get(name, 0.0) * value for name, value in comparison.items())))


def match(event: Event, nearby: Iterable[tuple[str, Sequence[Event]]], by: Model | None = None) -> Match:
    """Return the incident among `nearby` (id and events) that this event tells of, and why.

    The score of an incident is the mean of that of its nearest event and that of all its events, so that neither one
    odd report nor a chain of likenesses decides.
    """
    by = by or model()
    best = Match(None, 0.0)
    for id_, events in sorted(nearby, key=lambda n: n[0]):
        if any(e.report.id == event.report.id for e in events):
            continue
        scored = [(probability(c, by), e.id, c) for e in events if e.type == event.type and not apart(e, event) for c in (compare(event, e),)]
        if not scored:
            continue
        top, nearest, comparison = max(scored, key=lambda s: s[0])
        score = (top + sum(s for s, _, _ in scored) / len(scored)) / 2
        if score > best.score:
            weighed = ((name, round(by.weights.get(name, 0.0) * v, 2)) for name, v in comparison.items())
            reasons = sorted((w for w in weighed if w[1]), key=lambda w: -abs(w[1]))
            best = Match(id_, score, nearest, tuple(reasons[:8]))
    return best if best.score >= by.threshold else Match(None, best.score, best.nearest, best.reasons)


def match_all(
    events: Sequence[Event], nearby: Sequence[tuple[str, Sequence[Event]]], by: Model | None = None
) -> dict[str, Match]:
    """Return the match of each event of one report; no two of them join one incident, the likelier goes first."""
    taken: set[str] = set()
    out: dict[str, Match] = {}
    left = {e.id: (e, match(e, nearby, by)) for e in events}
    while left:
        id_ = max(left, key=lambda i: (left[i][1].score, i))
        event, found = left[id_]
        if found.incident in taken:
            left[id_] = event, match(event, [n for n in nearby if n[0] not in taken], by)
            continue
        del left[id_]
        out[id_] = found
        taken |= {found.incident} if found.incident else set()
    return out
