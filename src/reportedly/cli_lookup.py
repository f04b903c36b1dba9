"""The commands of the lookups: roster list, add, check; gazetteer import, list. `register` adds them to the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from reportedly.records import Event

roster_app = typer.Typer(help="Who is known by name, and your own tables laid over it.", no_args_is_help=True)
gazetteer_app = typer.Typer(help="Places known by name, and GeoNames dumps laid over them.", no_args_is_help=True)


@roster_app.command("list")
def roster_list(
    name: Annotated[Optional[str], typer.Argument(help="Only rows that bear this name, whole: 'Taliban'.")] = None,  # noqa: UP045
    country: Annotated[Optional[str], typer.Option(help="Only rows of this code, e.g. UKR or IMG.")] = None,  # noqa: UP045
    day: Annotated[Optional[str], typer.Option(help="Only rows in force on this day, e.g. 2025-05-15.")] = None,  # noqa: UP045
    own: Annotated[bool, typer.Option("--own", help="Only rows of your own tables.")] = False,
) -> None:
    """List known bodies and persons, yours first: id, name, country, sectors, since, until, office, source, parted by tabs."""
    from reportedly.coding.known import keys
    from reportedly.lookup.layers import layers
    from reportedly.lookup.roster import Roster

    mine = Roster(layers("roster"), ours=not own)
    shown = 0
    for row, aliases in mine.named():
        if row.kind in ("seat", "people"):
            continue
        if name is not None and keys(name) not in [keys(a) for a in (row.name, *aliases)]:
            continue
        if country not in (None, row.country) or (day is not None and not row.holds(day)):
            continue
        shown += 1
        print(row.id, row.name, row.country, ",".join(row.sectors), row.since or "", row.until or "", row.office or "", row.source or "", sep="\t")
    print(f"{shown} rows; your tables: {', '.join(map(str, mine.paths)) or 'none'}", file=sys.stderr)


@roster_app.command("add")
def roster_add(path: Annotated[Path, typer.Argument(help="A table of bodies or persons, or a folder of them (docs/cli.md).")]) -> None:
    """Check a table and lay its rows over the roster; a row of the same id and beginning replaces the one there."""
    from reportedly.lookup.layers import folder
    from reportedly.lookup.tables import lay

    done = lay(path, folder("roster"))
    print(f"{done} rows laid over the roster, in {folder('roster')}")


@roster_app.command("check")
def roster_check(
    path: Annotated[Optional[Path], typer.Argument(help="A table or a folder of them. Default: your own tables.")] = None,  # noqa: UP045
) -> None:
    """Name each bad row of a table with its line and the reason."""
    from reportedly.lookup.layers import layers
    from reportedly.lookup.tables import check

    rows, faults = 0, 0
    for file in [path] if path else layers("roster"):
        n, found = check(file)
        rows, faults = rows + n, faults + len(found)
        for fault in found:
            print(fault, file=sys.stderr)
    print(f"{rows} rows checked, {faults} faults")
    if faults:
        raise typer.Exit(1)


@gazetteer_app.command("import")
def gazetteer_import(
    path: Annotated[Path, typer.Argument(help="A GeoNames dump: XX.zip, XX.txt, allCountries.zip or allCountries.txt.")],
    to: Annotated[Optional[Path], typer.Option(help="The file to write. Default: beside your other data.")] = None,  # noqa: UP045
) -> None:
    """Lay the places of a GeoNames dump over the gazetteer: villages, districts, islands, bases, with their alternate names."""
    from reportedly.cli import Progress
    from reportedly.lookup import dumps
    from reportedly.lookup.layers import folder

    out = to or folder("gazetteer") / f"{path.stem}.sqlite"
    with Progress("importing", "places", 100_000) as progress:
        done = dumps.load(path, out, progress.step)
    print(f"{done.total()} places of {_some(sorted(done))} in {out}")
    if to:
        print(f"used where REPORTEDLY_GAZETTEER names it: REPORTEDLY_GAZETTEER={out}")


@gazetteer_app.command("list")
def gazetteer_list() -> None:
    """List the imported dumps that are laid over the gazetteer; all other countries have the small set."""
    from reportedly.lookup.gazetteer import Gazetteer
    from reportedly.lookup.layers import layers

    for path, countries in Gazetteer(over=layers("gazetteer")).covered.items():
        print(path, _some(countries), sep="\t")
    print("other countries: towns of 500 inhabitants and more, regions, places of conflict")


def _some(countries: list[str]) -> str:
    return ", ".join(countries) if len(countries) <= 10 else f"{len(countries)} countries"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(roster_app, name="roster")
    app.add_typer(gazetteer_app, name="gazetteer")


class Reach:
    """What the gazetteer reached in a run: which countries have only the small set, how many places it did not find."""

    def __init__(self, full: frozenset[str]) -> None:
        self.full, self.small, self.missed = full, set[str](), 0

    def see(self, event: Event) -> None:
        """Take note of the places of an event."""
        for p in event.places:
            if p.country and p.country not in self.full:
                self.small.add(p.country)
                self.missed += p.lat is None

    def line(self) -> str | None:
        """Return the warning that ends a run; None where every country was there in full."""
        if not self.small:
            return None
        lost = f"; not found: {self.missed}" if self.missed else ""
        return (
            f"places in {_some(sorted(self.small))} were looked up among towns of 500 inhabitants and more{lost}; "
            "for villages see `reportedly gazetteer import`"
        )
