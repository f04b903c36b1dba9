"""A small store of made reports for the tests of the desk, and an application over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from msgspec.structs import replace
from starlette.testclient import TestClient
from store_made import ARMY, DIFFERENT, HOSPITAL, NYALA, SHELLED, Known, coding, nine, opened

from reportedly.records import Attribution, Coding, Entity, Finding, Place, Quotation, Span, When
from reportedly.store import Store, writing
from reportedly.web.app import build

HERE = "http://127.0.0.1:8321"
PLANNED = "The army will shell the market of Nyala on Friday, its chief of staff told state radio in a speech."
SIGNED = "Sudan signed an agreement with Chad on Wednesday, the foreign ministry of Chad announced in a short statement."
QUOTED = "“We were nowhere near the market that day,” the army's chief of staff said."
CORRECTED = SHELLED.replace("nine traders", "eleven traders")
CHIEF = Entity(name="Chief of staff", country="SDN", sectors=("MIL",))
SUDAN = Place(name="Sudan", country="SDN", precision="country")


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(words, start, start + len(words))


def codings() -> list[Coding]:
    """Four reports: one that is corrected later, one with a denial and a quotation, one of what is planned, one of a country."""
    denied = f"{DIFFERENT} {QUOTED}"
    said = at(denied, "We were nowhere near the market that day")
    return [
        coding(SHELLED, "hit", url="https://daily.example/market", attribution=[Attribution(HOSPITAL, at(SHELLED, "said"), at(SHELLED, "killing nine traders"))],
               counts=(nine(),)),
        replace(
            coding(denied, "struck", publisher="Weekly", attribution=[Attribution(CHIEF, at(denied, "said"), said, "denies")]),
            quotations=(Quotation(said.text, said.start, said.end, CHIEF, at(denied, "said"), 1),),
            findings=(Finding(said.text, said.start, said.end, "denial", "The army denies it."),),
        ),
        coding(PLANNED, "shell", day="2024-05-15", status="planned", places=(NYALA,), when=When(None, None, None, "2024-05-17", "2024-05-17", None, "text"),
               attribution=[Attribution(CHIEF, at(PLANNED, "told"), at(PLANNED, "will shell the market"))]),
        coding(SIGNED, "signed", publisher="Monitor", day="2024-05-16", type="AGREE", modes=(), actors=(replace(ARMY, name="Sudan", sectors=("GOV",)),),
               recipients=(Entity(name="Chad", country="TCD", sectors=("GOV",)),), places=(SUDAN,),
               when=When(None, None, None, "2024-05-15", "2024-05-15", None, "text")),
        coding(CORRECTED, "hit", day="2024-05-14T18:00:00+00:00", url="https://daily.example/market"),
    ]  # fmt: skip


def filled(path: Path, made: list[Coding] | None = None) -> Store:
    store = opened(path)
    for one in codings() if made is None else made:
        writing.add(store, one)
    return store


def application(store: Store, **given: Any) -> FastAPI:
    return build(store, given.pop("coder", Known(codings())), **given)


def client(store: Store, *, headers: dict[str, str] | None = None, **given: Any) -> TestClient:
    return TestClient(application(store, **given), base_url=HERE, headers=headers, follow_redirects=False, raise_server_exceptions=False)
