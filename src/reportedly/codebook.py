"""The codebook as data: which codes there are, what each means, and which of an event's codes are not among them.

The files lie in `codebooks/plover-2/`: one a type under `types/`, one a list beside them. They are plain TOML that a
political scientist can read and correct; nothing about a code is written anywhere else. `python -m reportedly.codebook`
prints the tables of `docs/codebook.md`.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Container, Iterable, Iterator
from importlib.resources import files
from typing import Any, Literal

import msgspec
from msgspec import Struct

from reportedly.errors import RecordError
from reportedly.records import Attribution, Entity, Event

Quad = Literal["VC", "MC", "VX", "MX"]
Codes = dict[str, str]  # code -> what it means


class Mode(Struct, frozen=True, forbid_unknown_fields=True):
    """One mode of a type; `cameo_root` only where it differs from the type's, `scale_note` only where ours."""

    definition: str
    scale: float
    cameo_root: str | None = None
    scale_note: str | None = None


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence of our own that holds one event of the type, named by `trigger`."""

    text: str
    trigger: str
    modes: tuple[str, ...] = ()


class EventType(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the 16 types: quad, conflict-cooperation scale without a mode, CAMEO root, edge rules, examples."""

    name: str
    quad: Quad
    scale: float
    cameo_root: str
    definition: str
    rules: tuple[str, ...]
    examples: tuple[Example, ...]
    modes: dict[str, Mode] = {}
    quad_note: str | None = None
    scale_note: str | None = None
    cameo_note: str | None = None


class Codebook(Struct, frozen=True):
    """Every code with its meaning, in the order of the codebook, and the questions a coder asks of them."""

    version: str
    quads: Codes
    types: dict[str, EventType]
    sectors: Codes
    contexts: Codes
    statuses: Codes
    stances: Codes
    facets: Codes
    evidence_kinds: Codes
    verifications: Codes
    count_kinds: Codes
    count_scopes: Codes
    victim_classes: Codes
    target_kinds: Codes
    place_roles: Codes
    special_countries: Codes
    countries: Codes
    cameo_roots: Codes

    def quad(self, type: str) -> Quad:
        """Return the quad of a type; raises `RecordError` if there is no such type.

        >>> load().quad("SANCTION")
        'MX'
        """
        return self._type(type).quad

    def scale(self, type: str, modes: tuple[str, ...] = ()) -> float:
        """Return PLOVER's value from -10 (conflict) to +10 (cooperation).

        Of several modes the one farthest from zero counts, of equals the first. Modes that the type does not have
        count for nothing (`check` names them); without any mode it is the type's own value.

        >>> load().scale("ASSAULT", ("destroy", "drone")), load().scale("ACCUSE")
        (-9.5, -3.0)
        """
        mode = self._strongest(type, modes)
        return mode.scale if mode else self._type(type).scale

    def cameo_root(self, type: str, modes: tuple[str, ...] = ()) -> str:
        """Return the two-digit CAMEO root of a type, or of the mode that gives the scale.

        A root always leads back to its type, but for 08, which CONCEDE and RETREAT share.

        >>> load().cameo_root("ASSAULT", ("destroy",)), load().cameo_root("ASSAULT", ("destroy", "drone"))
        ('18', '19')
        """
        mode = self._strongest(type, modes)
        return (mode and mode.cameo_root) or self._type(type).cameo_root

    def check(self, event: Event) -> list[str]:
        """Return one plain line for each code of the event that is not in this codebook; none if all are."""
        return list(self._faults(event))

    def _type(self, name: str) -> EventType:
        if name not in self.types:
            raise RecordError(name, f"not one of the types of {self.version}: {', '.join(self.types)}")
        return self.types[name]

    def _strongest(self, type: str, modes: tuple[str, ...]) -> Mode | None:
        has = self._type(type).modes
        return max((has[m] for m in modes if m in has), key=lambda mode: abs(mode.scale), default=None)

    def _faults(self, event: Event) -> Iterator[str]:
        if event.type in self.types:
            yield from _unknown("mode", event.modes, self.types[event.type].modes, f"is no mode of {event.type}")
            for what, has, due in (
                ("quad", event.quad, self.quad(event.type)),
                ("scale", event.scale, self.scale(event.type, event.modes)),
                ("cameo_root", event.cameo_root, self.cameo_root(event.type, event.modes)),
            ):
                if has is not None and has != due:
                    yield f"{what} {has!r} should be {due!r} for {'/'.join((event.type, *event.modes))}"
        else:
            yield from _unknown("type", (event.type,), self.types)
        yield from _unknown("context", event.contexts, self.contexts)
        yield from _unknown("status", (event.status,), self.statuses)
        yield from _unknown("target kind", (t.kind for t in event.targets), self.target_kinds)
        for place in event.places:
            yield from _unknown("place role", (place.role,), self.place_roles)
            yield from _unknown("place country", (place.country,), self.countries | {"KOS": ""})
        for entity in (*event.actors, *event.recipients):
            yield from self._entity(entity)
        yield from self._attribution(event.attribution)
        for evidence in event.evidence:
            yield from _unknown("evidence kind", (evidence.kind,), self.evidence_kinds)
            yield from _unknown("verification", (evidence.verification,), self.verifications)
            yield from self._entity(evidence.holder)
            yield from self._entity(evidence.verified_by)
        for count in event.counts:
            yield from _unknown("count of", (count.what,), self.count_kinds)
            yield from _unknown("count of whom", (count.who,), self.victim_classes)
            yield from _unknown("count scope", (count.scope,), self.count_scopes)
            yield from self._attribution(count.attribution)

    def _attribution(self, attributions: tuple[Attribution, ...]) -> Iterator[str]:
        for one in attributions:
            yield from _unknown("stance", (one.stance,), self.stances)
            yield from _unknown("about", one.about, self.facets)
            yield from self._entity(one.source)
            yield from self._entity(one.via)

    def _entity(self, entity: Entity | None) -> Iterator[str]:
        if entity:
            of = f"of {entity.name or entity.text!r} is not in the codebook"
            yield from _unknown("country", (entity.country,), self.countries | self.special_countries, of)
            yield from _unknown("sector", entity.sectors, self.sectors, of)
            yield from _unknown("class", (entity.class_,), self.victim_classes, of)


def _unknown(
    what: str, codes: Iterable[str | None], known: Container[str], fault: str = "is not in the codebook"
) -> Iterator[str]:
    """Return a line for each of the codes that is not known; `None` means that the report does not say, so no fault."""
    return (f"{what} {code!r} {fault}" for code in codes if code is not None and code not in known)


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Return the data file `codebooks/plover-2/<name>.toml` as it stands. Do not change what comes back."""
    return tomllib.loads(files("reportedly").joinpath(f"codebooks/plover-2/{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def load() -> Codebook:
    """Return the codebook of this release, read once; raises `msgspec.ValidationError` if its files are malformed.

    >>> load().version, len(load().types)
    ('plover-2.1', 16)
    """
    head, evidence, counts = table("codebook"), table("evidence"), table("counts")
    stances, countries = table("stances"), table("countries")
    types = {name: msgspec.convert(table(f"types/{name.lower()}"), EventType) for name in head["types"]}
    return Codebook(
        version=head["version"],
        quads=head["quads"],
        types=types,
        sectors=table("sectors")["sectors"],
        contexts=table("contexts")["contexts"],
        statuses=table("statuses")["statuses"],
        stances=stances["stances"],
        facets=stances["facets"],
        evidence_kinds=evidence["kinds"],
        verifications=evidence["verifications"],
        count_kinds=counts["kinds"],
        count_scopes=counts["scopes"],
        victim_classes=counts["classes"],
        target_kinds=table("targets")["kinds"],
        place_roles=table("places")["roles"],
        special_countries=countries["special"],
        countries=countries["iso"],
        cameo_roots=table("cameo")["roots"],
    )


def markdown() -> str:
    """Return the generated part of `docs/codebook.md`: all types and lists, but the countries."""
    return "\n\n".join([*map(_type_page, load().types.values()), *_lists(load())]) + "\n"


def _type_page(type: EventType) -> str:
    roots = dict.fromkeys([type.cameo_root, *(m.cameo_root for m in type.modes.values() if m.cameo_root)])
    lines = [
        f"### {type.name}",
        "",
        f"{type.definition.strip()}",
        "",
        f"Quad {type.quad}, scale {type.scale:+g} without a mode, CAMEO root {', '.join(roots)}.",
    ]
    lines += [note.strip() for note in (type.quad_note, type.scale_note, type.cameo_note) if note]
    if type.modes:
        lines += ["", "| mode | scale | CAMEO | what it is |", "|---|---|---|---|"]
        for name, mode in type.modes.items():
            meaning = " ".join(filter(None, (mode.definition, mode.scale_note)))
            lines.append(f"| `{name}` | {mode.scale:+g} | {mode.cameo_root or type.cameo_root} | {meaning} |")
    lines += ["", *(f"- {rule}" for rule in type.rules), ""]
    for example in type.examples:
        marked = example.text.replace(example.trigger, f"**{example.trigger}**", 1)
        lines.append(f"> {marked} ({'/'.join((type.name, *example.modes))})\n>")
    return "\n".join(lines).removesuffix("\n>")


def _lists(book: Codebook) -> Iterator[str]:
    for field in msgspec.structs.fields(Codebook):
        codes = getattr(book, field.name)
        if field.name not in ("version", "types", "countries"):
            yield f"### {field.name.replace('_', ' ').capitalize()}\n\n| code | what it is |\n|---|---|\n" + "\n".join(
                f"| `{code}` | {meaning} |" for code, meaning in codes.items()
            )


if __name__ == "__main__":
    print(markdown(), end="")
