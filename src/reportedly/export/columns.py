"""Records as columns: names, types and descriptions of flat rows, derived from the records, and what several writers share.

A nested record becomes columns with its field's name in front (`source_country`); lists of codes are joined by "; ";
lists of records get tables of their own.
"""

from __future__ import annotations

import csv
import functools
import tomllib
import types
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from reportedly.records import Count, Event, Place, Sentence, Span, Toll

QUOTATION = 120  # characters of a report that one span of an export may hold
LIST = "; "
TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}


class Column(NamedTuple):
    """A column: its name, its Frictionless type, and what it says."""

    name: str
    type: str
    says: str


class Part(NamedTuple):
    """How one field of a record becomes columns: one column, or those of a nested record."""

    name: str  # in JSON and as a column
    attribute: str
    form: str
    nested: tuple[Part, ...] | None
    kind: type[Struct] | None
    optional: bool
    says: str
    width: int


@functools.cache
def says() -> dict[str, dict[str, str]]:
    """Return what each field of each record says, from fields.toml."""
    return tomllib.loads(files("reportedly.export").joinpath("fields.toml").read_text(encoding="utf-8"))


def said(kind: type, name: str) -> str:
    """Return what a field says, from the record that defines it."""
    return next(says()[k.__name__][name] for k in kind.__mro__ if name in says().get(k.__name__, {}))


@functools.cache
def parts(kind: type[Struct], skip: frozenset[str] = frozenset()) -> tuple[Part, ...]:
    """Return how a record becomes columns, in the order of its fields; fields that list records are left out."""
    out = []
    for f in fields(kind):
        options = get_args(f.type) if get_origin(f.type) in (Union, types.UnionType) else (f.type,)
        (of,) = (o for o in options if o is not type(None))
        is_list = get_origin(of) is tuple
        inner = get_args(of)[0] if is_list else of
        record = isinstance(inner, type) and issubclass(inner, Struct)
        if f.name in skip or (is_list and record):
            continue
        nested = parts(inner) if record else None
        name = "string" if is_list or get_origin(of) is Literal else TYPES.get(of, "string")
        width = sum(p.width for p in nested) if nested else 1
        out.append(Part(f.encode_name, f.name, "list" if is_list else name, nested, inner if record else None,
                        len(options) > 1, said(kind, f.encode_name), width))  # fmt: skip
    return tuple(out)


def columns(of: tuple[Part, ...], before: str = "", saying: str = "") -> Iterator[Column]:
    """Yield the columns of a record."""
    for p in of:
        if p.nested:
            yield from columns(p.nested, f"{before}{p.name}_", f"{saying}{p.says.rstrip('.')}: ")
        else:
            joined = f' Several are joined by "{LIST}".' if p.form == "list" else ""
            yield Column(before + p.name, "string" if p.form == "list" else p.form, saying + p.says + joined)


def cells(record: Any, of: tuple[Part, ...]) -> list[Any]:
    """Return the values of a record in the order of its columns; lists are joined, what is not there is `None`."""
    out: list[Any] = []
    _cells(record, of, out)
    return out


def _cells(record: Any, of: tuple[Part, ...], out: list[Any]) -> None:
    for p in of:
        value = getattr(record, p.attribute)
        if p.nested is None:
            out.append(LIST.join(value) or None if p.form == "list" else value)
        elif value is None:
            out.extend([None] * p.width)
        else:
            _cells(value, p.nested, out)


def plain(row: Mapping[str, str | None], of: tuple[Part, ...], before: str = "") -> dict[str, Any]:
    """Return the JSON form of a record from the text of its cells; raises `ValueError` on a cell that does not fit."""
    out: dict[str, Any] = {}
    for p in of:
        name = before + p.name
        if p.nested:
            there = not p.optional or any(row[c.name] for c in columns(p.nested, name + "_"))
            out[p.name] = plain(row, p.nested, name + "_") if there else None
        else:
            out[p.name] = _value(name, row[name], p.form)
    return out


def _value(name: str, cell: str | None, type: str) -> Any:
    if type == "list":
        return cell.split(LIST) if cell else []
    if not cell:
        return None
    try:
        if type == "boolean":
            return {"true": True, "false": False}[cell]
        return int(cell) if type == "integer" else float(cell) if type == "number" else cell
    except (ValueError, KeyError):
        raise ValueError(f"column {name}: {cell!r} is no {type}") from None


def short(event: Event) -> Event:
    """Return the event with every span cut to at most QUOTATION characters, and the sentence to those round the trigger.

    Each span is still true: its text is what stands at `start..end` of the report. This is what the open formats quote.
    """
    s, t = event.sentence, event.trigger
    text, at = s.text or "", s.start or 0
    if len(text) > QUOTATION:
        low = max(0, min((t.start or at) - at - QUOTATION // 3, len(text) - QUOTATION))
        high = low + QUOTATION
        if low:
            low = text.find(" ", low, high) + 1 or low
        if high < len(text):
            high = text.rfind(" ", low, high) if " " in text[low:high] else high
        event = replace(event, sentence=Sentence(text[low:high], at + low, at + high, s.index))
    return cast(Event, _cut(event))


def _cut(value: Any) -> Any:
    if isinstance(value, tuple):
        new = tuple(_cut(v) for v in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    changes: dict[str, Any] = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        if isinstance(old, Struct) or (isinstance(old, tuple) and old and isinstance(old[0], Struct)):
            new = _cut(old)
            if new is not old:
                changes[name] = new
    if isinstance(value, Span) and value.text and len(value.text) > QUOTATION:
        text = value.text[:QUOTATION].rpartition(" ")[0] or value.text[:QUOTATION]
        changes |= {"text": text, "end": (value.start or 0) + len(text) if value.end is not None else None}
    return replace(value, **changes) if changes else value


def toll(counts: Iterable[Count | Toll], what: str) -> tuple[int | None, int | None]:
    """Return the least and the most that figures of one kind allow, `None` for what they leave open; only those of the event itself.

    Figures without a victim class are totals: the lowest and highest any voice gives. Where there are only classes, which
    may overlap, the least is the largest of their least values and the most is the sum of their most.
    """
    by: dict[str | None, list[tuple[int | None, int | None]]] = {}
    for c in counts:
        if c.what == what and c.scope == "event":
            by.setdefault(c.who, []).append((c.low, c.high))
    by = {None: by[None]} if None in by else by
    lows = [min(low) for v in by.values() if (low := [a for a, _ in v if a is not None])]
    highs = [max(h for _, h in v if h is not None) for v in by.values() if all(h is not None for _, h in v)]
    return (max(lows) if lows else None, sum(highs) if by and len(highs) == len(by) else None)


def main_place(event: Event) -> Place | None:
    """Return the place that stands for the event in formats with one place: the first site, venue or target, else the first."""
    return next((p for p in event.places if p.role in ("site", "venue", "target")), event.places[0] if event.places else None)


def point(place: Place | None) -> tuple[float | None, float | None]:
    """Return latitude and longitude of a place that is a point; a region or country is never drawn as one."""
    if place is None or place.precision != "place" or place.lat is None or place.lon is None:
        return None, None
    return place.lat, place.lon


class Country(NamedTuple):
    """A row of countries.tsv; an empty string where there is no code."""

    iso3: str
    name: str
    numeric: str
    fips: str
    cow: str
    region: str


@functools.cache
def countries() -> dict[str, Country]:
    """Return names and codes by ISO 3166 alpha-3: ISO numeric, FIPS 10-4, Correlates of War number, UN M49 region.

    Names, numeric and FIPS codes after GeoNames (CC BY 4.0); COW numbers of today's states (state system membership
    v2016); regions are the sub-regions of UN M49, Oceania as one.
    """
    text = files("reportedly.export").joinpath("countries.tsv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines()[1:], delimiter="\t")
    return {row[0]: Country(*row) for row in rows}


def event_from(data: dict[str, Any], where: str) -> Event:
    """Return the event that a JSON form holds; raises FormatError naming the file and what is wrong."""
    from reportedly.errors import FormatError

    try:
        return msgspec.convert(data, Event)
    except msgspec.ValidationError as e:
        raise FormatError(where, f"not an event: {e}") from None
