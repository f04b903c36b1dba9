"""Small codings of invented reports for the tests of scoring."""

from typing import Any

import msgspec

from reportedly.records import Coding
from reportedly.scoring.own import Line, coding

KHARKIV = (
    "Army shells market in Kharkiv\n\n"
    "Russian forces shelled a market in Kharkiv on Thursday, the regional governor said. "
    "Twelve residents were killed in the attack. "
    "Kyiv urged its allies to send air defences. "
    "Moscow denied the attack."
)
MINSK = (
    "Police arrested two students in Minsk. "
    "The opposition condemned the arrests. "
    "Talks between the two sides may resume in Vienna next week."
)
SHELLING: dict[str, Any] = {
    "sentence": "Russian forces shelled a market in Kharkiv on Thursday, the regional governor said.",
    "trigger": "shelled",
    "also": ["attack"],
    "type": "ASSAULT",
    "mode": ["heavy-weapons"],
    "actor": [{"text": "Russian forces", "country": "RUS", "sector": "MIL"}],
    "recipient": [{"text": "residents", "country": "UKR", "sector": "CVL"}],
    "place": {"text": "Kharkiv", "country": "UKR", "lat": 49.98, "lon": 36.25},
    "date": {"from": "2023-05-04", "to": "2023-05-04"},
    "attribution": [
        {"text": "the regional governor", "country": "UKR", "sector": "GOV", "stance": "alleges"},
        {"text": "Moscow", "country": "RUS", "sector": "GOV", "stance": "denies"},
    ],
}
URGING: dict[str, Any] = {
    "trigger": "urged",
    "type": "REQUEST",
    "actor": [{"text": "Kyiv", "country": "UKR", "sector": "GOV"}],
    "recipient": [{"text": "allies"}],
}
ARREST: dict[str, Any] = {
    "trigger": "arrested",
    "type": "COERCE",
    "mode": ["arrest"],
    "actor": [{"text": "Police", "country": "BLR", "sector": "COP"}],
    "recipient": [{"text": "two students", "country": "BLR", "sector": "EDU"}],
    "place": {"text": "Minsk", "country": "BLR"},
}
CONDEMNING: dict[str, Any] = {
    "trigger": "condemned",
    "type": "ACCUSE",
    "mode": ["disapprove"],
    "actor": [{"text": "The opposition", "country": "BLR", "sector": "OPP"}],
}
TALKS: dict[str, Any] = {
    "trigger": "Talks",
    "type": "CONSULT",
    "actor": [{"text": "the two sides"}],
    "place": {"text": "Vienna", "country": "AUT"},
    "status": "possible",
}


def made(text: str, *events: dict[str, Any], published: str | None = "2023-05-05") -> Coding:
    """Return the coding of `text` that a person would write down so."""
    title, _, body = text.rpartition("\n\n")
    line = {"text": body, "title": title or None, "published": published, "events": list(events)}
    return coding(msgspec.convert(line, Line))
