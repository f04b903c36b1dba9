"""GeoWebNews and TR-News: every place name in an article, with coordinates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from evaluation.item import Item, item
from reportedly.records import Place


def read(path: Path) -> Iterator[Item]:
    """Yield an article an item; `places` are all its toponyms of every class, without coordinates where gold has none.

    The title is left out: it is not annotated, and offsets count in the body.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        doc = json.loads(line)
        places = tuple(
            Place(
                doc["text"][t["start"] : t["end"]],
                t["start"],
                t["end"],
                name=t.get("canonical") or t.get("gaz_name") or t["name"],
                lat=t["lat"],
                lon=t["lon"],
                geonameid=t["geonameid"],
                feature=t.get("type"),
            )
            for t in doc["toponyms"]
        )
        yield item(doc["text"], doc["id"], published=doc.get("date"), places=places)
