"""Events for the tests of the open formats: those of the corpus, and one by hand that has everything."""

import functools

from corpus import parse
from reportedly.records import (
    Attribution,
    Coder,
    Count,
    Effect,
    Entity,
    Event,
    Evidence,
    Mention,
    Place,
    ReportRef,
    Sentence,
    Span,
    Target,
    When,
)

CODER = Coder("0.1.0", "en-1", "plover-2.1")
ARMY = Entity("The army", 0, 8, "Army of Sudan", "SDN", ("MIL",))
RIVAL = Entity("the force", 30, 39, "The Force", "SDN", ("PRM", "REB"), alternative=True)
CROWD = Entity("market-goers", 40, 52, None, "SDN", ("CVL",), "civilian")
PORT = Place("Port Sudan", 60, 70, "site", "near", 12.5, "Port Sudan", "Red Sea", "SDN", False, 19.61745, 37.21644, 365763, "PPLA", "place", "role")
REGION = Place("Red Sea State", 80, 93, "route", name="Red Sea", admin1="Red Sea", country="SDN", lat=19.0, lon=36.0, feature="ADM1", precision="admin1")
FULL = Event(
    id="00000000000000ff",
    report=ReportRef("r1", "7", "https://example.org/a?b=1&c", "Daily \"Dawn\"", "Agency", "Shells hit\ta market", "2025-05-15T08:20+03:00", "en", "world"),
    type="ASSAULT", modes=("heavy-weapons", "capture"), contexts=("military", "human_security"), quad="MX", scale=-9.5, cameo_root="19",
    actors=(ARMY, RIVAL), recipients=(CROWD,), targets=(Target("a market", 100, 108, "market"),), weapon=Span("shells", 110, 116), places=(PORT, REGION),
    when=When("overnight", 120, 129, "2025-05-14", "2025-05-15", "02:10", "text"), historical=True, hedged=True, hedge=Span("reportedly", 130, 140),
    effects=(Effect("cut the road, \"for now\"", 150, 173, True),),
    attribution=(
        Attribution(Entity("a doctor", 180, 188, None, "SDN", ("MED",)), Span("said", 190, 194), Span("x" * 70 + " " + "y" * 70, 200, 341), "asserts", ("occurrence", "toll"), Entity("Reuters", 350, 357, "Reuters"), "2025-05-15"),
        Attribution(ARMY, None, None, "denies", ("actor",)),
    ),
    evidence=(Evidence("video", 360, 365, "video", ARMY, "https://example.org/v", "verified", Entity("a monitor", 370, 379)),),
    counts=(
        Count("at least 12", 380, 391, "killed", None, 12, None, attribution=(Attribution(ARMY, Span("put", 392, 395)),)),
        Count("15", 400, 402, "killed", None, 15, 15, hedged=True),
        Count("900", 403, 406, "killed", None, 900, 900, scope="cumulative"),
    ),
    trigger=Span("shelled", 620, 627), sentence=Sentence("w " * 60 + "shelled " + "z" * 100, 500, 728, 3), mentions=(Mention("attack", 5, 11, 0),),
    confidence=0.93, coder=CODER,
)  # fmt: skip


@functools.cache
def events() -> tuple[Event, ...]:
    """Return the event by hand and those of writers w1 to w5 of the corpus."""
    paths = [p for w in range(1, 6) for p in sorted((parse.HERE / f"reports/w{w}").glob("*.txt"))]
    return (FULL, *(e for path in paths for gold in parse.parse_file(path)[0] for e in gold.coding.events))
