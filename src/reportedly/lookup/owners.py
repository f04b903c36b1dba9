"""Whose voice an outlet's own words are: the owner of the agency credited, else of the outlet, where that is known."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from reportedly.coding.incidents import Origin
from reportedly.errors import FormatError
from reportedly.records import Entity, ReportRef

Resolve = Callable[[str], Entity | None]


def outlet_key(name: str) -> str:
    """Return the form of an outlet's name or web address under which it is looked up.

    >>> outlet_key("The Guardian"), outlet_key("https://www.express.co.uk/news/1"), outlet_key("Algérie Presse Service")
    ('guardian', 'express', 'algeriepresseservice')
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    if address := re.match(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:[/:].*)?$", text):
        text = re.sub(r"(\.com?|\.org|\.net|\.gov)?\.[a-z]{2,}$", "", address[1])
    return re.sub(r"[^\w]|_", "", re.sub(r"^the\s+", "", text))


class Owners:
    """What owners.toml knows, with files of the same form laid over it; read at the first question.

    `resolve` says which body publishes under a name, where the publisher is one ("Ministry of Defence of Ukraine").
    """

    def __init__(self, paths: Iterable[Path] = (), resolve: Resolve | None = None) -> None:
        self.paths, self.resolve = tuple(paths), resolve

    @cached_property
    def _rows(self) -> dict[str, tuple[str, str | None]]:
        out: dict[str, tuple[str, str | None]] = {}
        for path in (files("reportedly.lookup").joinpath("owners.toml"), *self.paths):
            try:
                rows = tomllib.loads(path.read_text(encoding="utf-8"))["owner"]
                out |= {outlet_key(o): (r["name"], r.get("state")) for r in rows for o in r["outlets"] if r["source"]}
            except (tomllib.TOMLDecodeError, KeyError, TypeError, OSError) as e:
                raise FormatError(str(path), f"no list of owners ({e})", "see lookup/owners.toml for the form") from e
        return out

    def origin(self, report: ReportRef) -> Origin:
        """Return on whose word the report's own words rest; an outlet that no row names is of unknown ownership."""
        name = report.agency or report.publisher
        if not name:
            return Origin(f"outlet:report-{report.id}", False)
        row = self._rows.get(outlet_key(name))
        if row:
            owner, state = row
            return Origin(f"outlet:{owner}", True, Entity(name=name, country=state, sectors=("GOV",)) if state else None)
        body = self.resolve(name) if self.resolve else None
        return Origin(f"outlet:{outlet_key(name)}", body is not None, body)
