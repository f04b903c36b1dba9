"""What can be asked: the parameters of addresses, checked, and turned into what the store understands."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from reportedly.errors import UsageError
from reportedly.store import views
from reportedly.web.plain_text import plain

Status = Literal["happened", "planned", "possible", "not_happened"]
Support = Literal["verified", "both_sides", "independent", "one_voice", "claimed", "alleged", "anticipated", "not_reported_done"]
MOST = 200  # items on a page of a list


def _day(value: object) -> object:
    if isinstance(value, str) and value:
        return dt.date.fromisoformat(value).isoformat()
    return value or None


def _none(value: object) -> object:
    return None if value == "" else value


def _some(value: object) -> object:
    return [v for v in value if v != ""] if isinstance(value, list) else value


Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Several = Annotated[list[Word], BeforeValidator(_some), Field(max_length=50)]
Words = Annotated[str, StringConstraints(max_length=500), AfterValidator(plain)]
Day = Annotated[str | None, BeforeValidator(_day), Field(description="YYYY-MM-DD")]
Flag = Annotated[bool | None, BeforeValidator(_none)]


class Filters(BaseModel, extra="ignore"):
    """Which incidents are asked for."""

    story: Several = []
    type: Several = []
    mode: Several = []
    actor: Several = []
    country: Several = []
    status: Annotated[list[Status], BeforeValidator(_some)] = []
    support: Annotated[list[Support], BeforeValidator(_some)] = []
    publisher: Several = []
    contested: Flag = None
    from_: Day = Field(None, alias="from")
    to: Day = None
    q: Words | None = None
    changed_after: int | None = Field(None, ge=0, le=2**62)
    sort: Literal["reported", "happened"] = "reported"

    def wanted(self, story: str | None = None) -> views.Filter:
        """Return the filter, of one story if told."""
        return views.Filter(
            story=(story,) if story else tuple(self.story), type=tuple(self.type), mode=tuple(self.mode), actor=tuple(self.actor),
            country=tuple(self.country), status=tuple(self.status), support=tuple(self.support), publisher=tuple(self.publisher),
            contested=self.contested, first=self.from_, last=self.to, q=self.q or None, changed_after=self.changed_after, sort=self.sort,
        )  # fmt: skip


class Paged(BaseModel, extra="ignore"):
    """Which page of a list is asked for."""

    limit: int = Field(50, ge=1, le=MOST)
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None


class ListedIncidents(Filters, Paged):
    """A page of incidents."""


class ListedStories(Paged):
    """A page of stories."""

    country: Several = []
    from_: Day = Field(None, alias="from")
    q: Words | None = None
    least: int = Field(2, ge=1, le=1000)


class Asked(BaseModel, extra="ignore"):
    """Which quotations or reports are asked for."""

    story: Several = []
    publisher: Several = []
    country: Several = []
    speaker: Annotated[Word | None, BeforeValidator(_none)] = None
    from_: Day = Field(None, alias="from")
    to: Day = None
    q: Words | None = None

    def wanted(self) -> views.Ask:
        """Return what the store is asked."""
        return views.Ask(tuple(self.story), tuple(self.publisher), tuple(self.country), self.speaker, self.from_, self.to, self.q or None)


class ListedAsked(Asked, Paged):
    """A page of quotations or reports."""


class After(BaseModel, extra="ignore"):
    """Changes after a number."""

    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(200, ge=1, le=1000)


def cursor(at: tuple[str, str | int] | None) -> str | None:
    """Return where a page ends, as an address holds it."""
    return base64.urlsafe_b64encode(json.dumps(at).encode()).decode().rstrip("=") if at else None


def behind(text: str | None, kind: type[str] | type[int] = str) -> Any:
    """Return what `cursor` made the text of; raises UsageError for another."""
    if not text:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not (isinstance(found, list) and len(found) == 2 and isinstance(found[0], str) and type(found[1]) is kind):
            raise ValueError
    except ValueError:
        raise UsageError("the cursor is none of ours; begin again without it") from None
    return found[0], found[1]
