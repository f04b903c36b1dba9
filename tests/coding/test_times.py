"""Time words under a publication date of Friday, 16 May 2025, 09:30, unless a row says otherwise."""

import datetime as dt

import pytest
from msgspec.structs import replace

from reportedly.coding.segment import sentences
from reportedly.coding.tag import Markup, Part, Trigger
from reportedly.coding.times import Frame, anchor, expressions, read
from reportedly.coding.view import View
from reportedly.records import Event, Mention, Report, ReportRef, Span, When

DAY = dt.date(2025, 5, 16)
PRIOR = (dt.date(2025, 5, 6), dt.date(2025, 5, 6))


def dates(words, **frame):
    """Return "from..to" of time words, with the clock time behind it where one is told."""
    got = read(words, Frame(DAY, "09:30")._replace(**frame))
    start, end = got.start, got.end
    span = str(start) if start and start == end else f"{start or ''}..{end or ''}"
    return f"{span} {got.time}" if got.time else span


PAST = [
    # feasts
    ("at Easter", "2025-04-20"),
    ("on Christmas Day", "2024-12-25"),
    # by name
    ("today", "2025-05-16"),
    ("earlier today", "2025-05-16"),
    ("this morning", "2025-05-16"),
    ("this afternoon", "2025-05-16"),
    ("tonight", "2025-05-16"),
    ("this a.m.", "2025-05-16"),
    ("at this moment", "2025-05-16"),
    ("yesterday", "2025-05-15"),
    ("yesterday evening", "2025-05-15"),
    ("at noon yesterday", "2025-05-15 12:00"),
    ("the day before yesterday", "2025-05-14"),
    ("tomorrow", "2025-05-17"),
    ("overnight", "2025-05-15..2025-05-16"),
    ("last night", "2025-05-15..2025-05-16"),
    ("at night", "2025-05-15..2025-05-16"),
    # weekdays: the nearest past, today included
    ("on Thursday", "2025-05-15"),
    ("on Friday", "2025-05-16"),
    ("on Monday", "2025-05-12"),
    ("on Saturday", "2025-05-10"),
    ("Wed", "2025-05-14"),
    ("Tuesday’s", "2025-05-13"),
    ("late on Thursday", "2025-05-15"),
    ("early Wednesday", "2025-05-14"),
    ("last Monday", "2025-05-12"),
    ("last Friday", "2025-05-09"),
    ("last November", "2024-11-01..2024-11-30"),
    ("last May", "2024-05-01..2024-05-31"),
    ("during the weekend", "2025-05-10..2025-05-11"),
    ("earlier in the day", "2025-05-16"),
    ("the previous Tuesday", "2025-05-13"),
    ("this past Sunday", "2025-05-11"),
    ("on Friday of last week", "2025-05-09"),
    ("Tuesday last week", "2025-05-06"),
    ("at dawn on Friday", "2025-05-16"),
    ("on Thursday morning", "2025-05-15"),
    ("on Monday night", "2025-05-12..2025-05-13"),
    ("in the night of Monday", "2025-05-12..2025-05-13"),
    ("overnight on Sunday", "2025-05-11..2025-05-12"),
    ("overnight into Friday", "2025-05-15..2025-05-16"),
    ("in the night to Thursday", "2025-05-14..2025-05-15"),
    ("overnight from Monday to Tuesday", "2025-05-12..2025-05-13"),
    ("on Wednesday and Thursday", "2025-05-14..2025-05-15"),
    ("between Monday and Wednesday", "2025-05-12..2025-05-14"),
    ("from Saturday to Tuesday", "2025-05-10..2025-05-13"),
    ("on Monday at 06:50", "2025-05-12 06:50"),
    ("at about 4 p.m. on Wednesday", "2025-05-14 16:00"),
    ("about five o’clock on Thursday morning", "2025-05-15 05:00"),
    # dates
    ("15 May", "2025-05-15"),
    ("on 15 May", "2025-05-15"),
    ("May 15", "2025-05-15"),
    ("on May 15th", "2025-05-15"),
    ("the 3rd of May", "2025-05-03"),
    ("the ninth of February", "2025-02-09"),
    ("12 December", "2024-12-12"),
    ("20 June", "2025-06-20"),
    ("Feb. 24, 2022", "2022-02-24"),
    ("February 24, 2022", "2022-02-24"),
    ("24 February 2022", "2022-02-24"),
    ("2022-02-24", "2022-02-24"),
    ("Sept. 28", "2024-09-28"),
    ("15/5", "2025-05-15"),
    ("29 February 2023", "2023-02-01..2023-02-28"),
    ("on Thursday, 15 May", "2025-05-15"),
    ("between 3 and 5 May", "2025-05-03..2025-05-05"),
    ("from 6 to 9 May", "2025-05-06..2025-05-09"),
    ("May 3-5", "2025-05-03..2025-05-05"),
    ("May 3–5, 2023", "2023-05-03..2023-05-05"),
    ("18 and 19 November 2020", "2020-11-18..2020-11-19"),
    ("from 28 April to 3 May", "2025-04-28..2025-05-03"),
    ("29 December to 2 January", "2024-12-29..2025-01-02"),
    ("on the night of 11 May", "2025-05-11..2025-05-12"),
    ("on the night of 10 to 11 May", "2025-05-10..2025-05-11"),
    ("on the evening of 10 May", "2025-05-10"),
    ("in the early hours of 10 May", "2025-05-10"),
    ("the morning of the 15th", "2025-05-15"),
    ("on the 12th", "2025-05-12"),
    ("on the twelfth", "2025-05-12"),
    ("on the 28th", "2025-04-28"),
    ("At 04:10 on 10 May", "2025-05-10 04:10"),
    ("On 7 May, at 17h30", "2025-05-07 17:30"),
    # weeks, months, years
    ("last week", "2025-05-05..2025-05-11"),
    ("earlier this week", "2025-05-12..2025-05-16"),
    ("this week", "2025-05-12..2025-05-16"),
    ("last weekend", "2025-05-10..2025-05-11"),
    ("at the weekend", "2025-05-10..2025-05-11"),
    ("last month", "2025-04-01..2025-04-30"),
    ("this month", "2025-05-01..2025-05-16"),
    ("last year", "2024-01-01..2024-12-31"),
    ("this year", "2025-01-01..2025-05-16"),
    ("so far this year", "2025-01-01..2025-05-16"),
    ("in March", "2025-03-01..2025-03-31"),
    ("in November", "2024-11-01..2024-11-30"),
    ("in May", "2025-05-01..2025-05-31"),
    ("in March 2012", "2012-03-01..2012-03-31"),
    ("October 2007", "2007-10-01..2007-10-31"),
    ("early March", "2025-03-01..2025-03-10"),
    ("in mid-March", "2025-03-11..2025-03-20"),
    ("late in March", "2025-03-01..2025-03-31"),
    ("late March", "2025-03-21..2025-03-31"),
    ("at the end of April", "2025-04-21..2025-04-30"),
    ("between November and January", "2024-11-01..2025-01-31"),
    ("in 2014", "2014-01-01..2014-12-31"),
    ("between 2012 and 2017", "2012-01-01..2017-12-31"),
    ("from 2007 to 2009", "2007-01-01..2009-12-31"),
    ("in the 1990s", "1990-01-01..1999-12-31"),
    ("in the early 1990s", "1990-01-01..1993-12-31"),
    ("in the spring of 2014", "2014-03-01..2014-05-31"),
    ("last summer", "2024-06-01..2024-08-31"),
    # since, until, by
    ("since 2014", "2014-01-01..2025-05-16"),
    ("since Tuesday", "2025-05-13..2025-05-16"),
    ("since 2 May", "2025-05-02..2025-05-16"),
    ("since March", "2025-03-01..2025-05-16"),
    ("since last week", "2025-05-05..2025-05-16"),
    ("since the beginning of the year", "2025-01-01..2025-05-16"),
    ("since 06:00 on 10 May", "2025-05-10..2025-05-16 06:00"),
    ("by 14 May", "..2025-05-14"),
    ("by Wednesday", "..2025-05-14"),
    # reckoned from today
    ("three days ago", "2025-05-13"),
    ("a week ago", "2025-05-09"),
    ("two weeks ago", "2025-05-02"),
    ("two months ago", "2025-03-01..2025-03-31"),
    ("ten years ago", "2015-01-01..2015-12-31"),
    ("a decade ago", "2015-01-01..2015-12-31"),
    ("three hours ago", "2025-05-16"),
    ("over the past three days", "2025-05-13..2025-05-16"),
    ("in the past 24 hours", "2025-05-15..2025-05-16"),
    ("in the last 48 hours", "2025-05-14..2025-05-16"),
    ("over the past week", "2025-05-09..2025-05-16"),
    ("over the past twenty years", "2005-05-16..2025-05-16"),
    ("for the third day", "2025-05-14..2025-05-16"),
    ("for a second day", "2025-05-15..2025-05-16"),
    ("for a fifth consecutive night", "2025-05-12..2025-05-16"),
    ("for the 12th straight day", "2025-05-05..2025-05-16"),
    ("in its ninth day", "2025-05-08..2025-05-16"),
    ("for six days", "2025-05-10..2025-05-16"),
    ("within 48 hours", "2025-05-14..2025-05-16"),
    # a part of a day: today, or yesterday where it had not yet come
    ("at dawn", "2025-05-16"),
    ("at noon", "2025-05-15 12:00"),
    ("at dusk", "2025-05-15"),
    ("in the afternoon", "2025-05-15"),
    ("at 07:15", "2025-05-16 07:15"),
    ("at 14:30 local time", "2025-05-15 14:30"),
    ("at 2.40 a.m.", "2025-05-16 02:40"),
    ("shortly after 6 am", "2025-05-16 06:00"),
    ("between 05:00 and 06:00", "2025-05-16 05:00"),
    ("12 p.m.", "2025-05-15 12:00"),
    ("12 a.m.", "2025-05-16 00:00"),
    ("at first light", "2025-05-16"),
    ("after dark", "2025-05-15..2025-05-16"),
    ("within the hour", "2025-05-16"),
    ("after an hour", "2025-05-16"),
    ("in the last days of August 1945", "1945-08-21..1945-08-31"),
    ("in March of this year", "2025-03-01..2025-03-31"),
    ("in November last year", "2024-11-01..2024-11-30"),
    ("in the first half of the year", "2025-01-01..2025-06-30"),
    ("in the first four months of the year", "2025-01-01..2025-04-30"),
    ("early this year", "2025-01-01..2025-03-31"),
    ("earlier in the month", "2025-05-01..2025-05-16"),
    ("during the week", "2025-05-12..2025-05-16"),
    ("the summer before", "2024-06-01..2024-08-31"),
    ("before 1993", "..1992-12-31"),
    ("before the end of November 2024", "..2024-11-30"),
    # small letters make no month
    ("after the march", "..2025-05-16"),
    # what only shows that it was before
    ("for seven weeks", "..2025-05-16"),
    ("for years", "..2025-05-16"),
    ("during the siege", "..2025-05-16"),
    ("had complained", "..2025-05-16"),
    ("months of", "..2025-05-16"),
]


@pytest.mark.parametrize(("words", "expected"), PAST)
def test_words_of_the_past_count_back_from_publication(words, expected):
    assert dates(words) == expected


AHEAD = [
    ("before Christmas", "2025-05-16..2025-12-25"),
    ("by Christmas", "2025-05-16..2025-12-25"),
    ("at New Year", "2026-01-01"),
    ("on Thursday", "2025-05-22"),
    ("on Friday", "2025-05-16"),
    ("next Friday", "2025-05-23"),
    ("next Monday", "2025-05-19"),
    ("from Monday", "2025-05-19"),
    ("for Wednesday", "2025-05-21"),
    ("on 15 May", "2025-05-15"),
    ("on 1 June", "2025-06-01"),
    ("on 9 July", "2025-07-09"),
    ("in June", "2025-06-01..2025-06-30"),
    ("in March", "2025-03-01..2025-03-31"),
    ("next week", "2025-05-19..2025-05-25"),
    ("next month", "2025-06-01..2025-06-30"),
    ("next year", "2026-01-01..2026-12-31"),
    ("this weekend", "2025-05-17..2025-05-18"),
    ("later this month", "2025-05-16..2025-05-31"),
    ("until Sunday", "2025-05-16..2025-05-18"),
    ("until the end of the month", "2025-05-16..2025-05-31"),
    ("by Sunday", "2025-05-16..2025-05-18"),
    ("by the end of November", "2025-05-16..2025-11-30"),
    ("in three days", "2025-05-19"),
    ("in two weeks’ time", "2025-05-30"),
    ("within 48 hours", "2025-05-16..2025-05-18"),
    ("over the next ten days", "2025-05-16..2025-05-26"),
    ("for ten days", "2025-05-16..2025-05-26"),
    ("next spring", "2026-03-01..2026-05-31"),
    ("early next year", "2026-01-01..2026-03-31"),
    ("late next year", "2026-10-01..2026-12-31"),
    ("by the weekend", "2025-05-16..2025-05-18"),
    ("before 30 May", "2025-05-16..2025-05-30"),
    ("on the 20th", "2025-05-20"),
    ("from 10 p.m.", "2025-05-16 22:00"),
    ("at some point", "2025-05-16.."),
]


@pytest.mark.parametrize(("words", "expected"), AHEAD)
def test_words_that_look_ahead_count_on_from_publication(words, expected):
    assert dates(words, future=True) == expected


LEANING = [
    ("two days later", "2025-05-08"),
    ("two days earlier", "2025-05-04"),
    ("a day earlier", "2025-05-05"),
    ("a week later", "2025-05-13"),
    ("three weeks before", "2025-04-15"),
    ("two days after the raid", "2025-05-08"),
    ("a month later", "2025-06-01..2025-06-30"),
    ("a year later", "2026-01-01..2026-12-31"),
    ("an hour later", "2025-05-06"),
    ("some hours later", "2025-05-06"),
    ("the same day", "2025-05-06"),
    ("that day", "2025-05-06"),
    ("the same afternoon", "2025-05-06"),
    ("that night", "2025-05-06..2025-05-07"),
    ("on the same night", "2025-05-06..2025-05-07"),
    ("the next day", "2025-05-07"),
    ("the following morning", "2025-05-07"),
    ("the following night", "2025-05-07..2025-05-08"),
    ("the previous day", "2025-05-05"),
    ("the day before", "2025-05-05"),
    ("the day after", "2025-05-07"),
    ("the following week", "2025-05-12..2025-05-18"),
    ("in the same week", "2025-05-05..2025-05-11"),
    ("that month", "2025-05-01..2025-05-31"),
    ("the following year", "2026-01-01..2026-12-31"),
    ("in August of that year", "2025-08-01..2025-08-31"),
    ("on 14 August of that year", "2025-08-14"),
    ("that August", "2025-08-01..2025-08-31"),
    ("that Friday", "2025-05-09"),
    ("in the following spring", "2026-03-01..2026-05-31"),
    ("on the second day", "2025-05-07"),
    ("in the same hours", "2025-05-06"),
    ("in that period", "2025-05-06"),
    ("since then", "2025-05-06..2025-05-16"),
    ("at 18:04", "2025-05-06 18:04"),
]


@pytest.mark.parametrize(("words", "expected"), LEANING)
def test_words_that_lean_on_another_date_take_the_one_told_before(words, expected):
    assert dates(words, prior=PRIOR) == expected


def test_without_a_date_before_them_they_lean_on_publication():
    assert dates("three days earlier") == "2025-05-13"
    assert dates("the next day") == "2025-05-16"


def test_what_came_before_the_event_told_of_is_reckoned_back():
    assert dates("two days after", prior=PRIOR, after=True) == "2025-05-04"
    assert dates("a day after", prior=PRIOR, after=True) == "2025-05-05"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("24 February 2022", "2022-02-24"),
        ("in March 2012", "2012-03-01..2012-03-31"),
        ("in 2014", "2014-01-01..2014-12-31"),
        ("15 May", ".."),
        ("on Thursday", ".."),
        ("overnight", ".."),
        ("last week", ".."),
        ("at 14:30", ".. 14:30"),
    ],
)
def test_without_a_publication_date_only_full_dates_are_read(words, expected):
    assert dates(words, day=None, clock=None) == expected


def test_leap_days_and_years_that_turn_are_reckoned_right():
    assert dates("on 29 February", day=dt.date(2024, 3, 2)) == "2024-02-29"
    assert dates("on Monday", day=dt.date(2025, 1, 1)) == "2024-12-30"
    assert dates("last month", day=dt.date(2025, 1, 1)) == "2024-12-01..2024-12-31"
    assert dates("over the past month", day=dt.date(2025, 3, 31)) == "2025-02-28..2025-03-31"


def event(text, words=None, trigger="struck", published="2025-05-16T09:30+03:00", **fields):
    """Return the anchored event of a report whose time words and trigger are given."""
    report = Report.of(text, published=published)
    found = sentences(text)
    start = text.index(trigger)
    mark = Trigger(start, start + len(trigger), "ASSAULT", 1.0, (), {}, 0.0, 0.0, 1.0, (), (), 0)
    view = View(report, found, Markup(triggers=(mark,)))
    at = text.index(words) if words else 0
    base = Event(
        id="e",
        report=ReportRef(report.id),
        type="ASSAULT",
        trigger=Span(trigger, start, start + len(trigger)),
        sentence=view.sentence(start),
        when=When(words, at, at + len(words)) if words else None,
    )
    return anchor(replace(base, **fields), view)


def when(*args, **fields):
    w = event(*args, **fields)[0].when
    return w and (w.from_, w.to, w.time, w.basis)


def test_time_words_give_dates_with_basis_text_and_name_their_rule():
    done, why = event("Drones struck Sumy on Thursday.", "on Thursday")
    assert (done.when.from_, done.when.to, done.when.basis) == ("2025-05-15", "2025-05-15", "text")
    assert done.when.text == "on Thursday"
    assert why == {"when": "rule: weekday alone"}


def test_no_time_words_mean_the_publication_date_assumed():
    assert when("Drones struck Sumy.") == ("2025-05-16", "2025-05-16", None, "assumed")


def test_history_without_words_has_an_open_beginning():
    assert when("Drones struck Sumy.", historical=True) == (None, "2025-05-16", None, "assumed")


def test_without_words_or_publication_date_there_is_nothing():
    assert when("Drones struck Sumy.", published=None) is None


def test_the_day_is_that_of_the_report_s_own_zone():
    text = "Drones struck Sumy today."
    assert when(text, "today", published="2025-05-16T00:30+03:00")[0] == "2025-05-16"


def test_the_only_time_words_of_the_sentence_serve_an_event_without_its_own():
    assert when("Drones struck Sumy on Tuesday. It rained.") == ("2025-05-13", "2025-05-13", None, "text")


def test_two_expressions_in_the_sentence_are_not_guessed_from():
    text = "Drones struck Sumy after talks on Monday and rain on Tuesday."
    assert when(text)[3] == "assumed"


def test_a_ceasefire_of_thirty_days_is_no_date():
    assert when("Drones struck Sumy during the 30-day ceasefire.")[3] == "assumed"


@pytest.mark.parametrize(
    ("text", "words", "status", "day"),
    [
        ("The envoys met on Monday.", "on Monday", "happened", "2025-05-12"),
        ("The envoys, who met twice, will be struck on Monday.", "on Monday", "happened", "2025-05-19"),
        ("The ministry said troops would be struck on Monday.", "on Monday", "happened", "2025-05-19"),
        ("Talks are scheduled for Monday.", "for Monday", "planned", "2025-05-19"),
        ("Talks could be held on Monday.", "on Monday", "possible", "2025-05-19"),
        ("On Monday, the council will debate the raid.", "On Monday", "happened", "2025-05-19"),
        ("The curfew holds from Monday.", "from Monday", "happened", "2025-05-19"),
        ("The page was down from Monday to Tuesday.", "from Monday to Tuesday", "happened", "2025-05-12"),
        ("The envoys undertook to come on Monday.", "on Monday", "happened", "2025-05-19"),
        ("On Monday the envoy warned that they would leave.", "On Monday", "happened", "2025-05-12"),
        ("He promised on Monday.", "on Monday", "happened", "2025-05-12"),
        ("It agreed last week to free them.", "last week", "planned", "2025-05-05"),
    ],
)
def test_tense_and_status_decide_which_way_a_weekday_looks(text, words, status, day):
    trigger = text.split()[1]
    assert when(text, words, trigger, status=status)[0] == day


def test_two_days_earlier_is_reckoned_from_the_date_told_before():
    text = "Drones struck Sumy on 10 May. Two days earlier a train was hit."
    assert when(text, "Two days earlier", "hit")[0] == "2025-05-08"


def test_the_same_day_is_one_told_before_not_behind():
    text = "Talks were held on Monday. On the same day rebels taken in April struck the port."
    assert when(text, "On the same day")[0] == "2025-05-12"


def test_what_happened_when_a_state_began_is_of_that_day_alone():
    text = "They have been missing since Tuesday, when gunmen struck the bus."
    assert when(text, "since Tuesday") == ("2025-05-13", "2025-05-13", None, "text")
    assert when("They struck daily since Tuesday, when the truce ended.", "since Tuesday")[1] == "2025-05-16"


def test_what_has_happened_does_not_lie_ahead():
    text = "A convoy left on Thursday. Drones struck it two days after the rain."
    assert when(text, "two days after the rain")[:2] == (None, "2025-05-16")


def test_words_that_name_no_day_give_way_to_others_of_the_event_that_do():
    text = "Drones struck Sumy on Tuesday. A school was struck at 6 pm."
    first, second = text.index("struck"), text.rindex("struck")
    day, hour = text.index("on Tuesday"), text.index("at 6 pm")
    part = Part("time", day, day + 10, 0.5)
    marks = [
        Trigger(a, a + 6, "ASSAULT", 1.0, (), {}, 0.0, 0.0, 1.0, (), p, 0) for a, p in ((first, (part,)), (second, ()))
    ]
    view = View(Report.of(text, published="2025-05-16T19:00"), sentences(text), Markup(triggers=tuple(marks)))
    told = Event(
        id="e",
        report=ReportRef(view.report.id),
        type="ASSAULT",
        trigger=Span("struck", second, second + 6),
        sentence=view.sentence(second),
        mentions=(Mention("struck", first, first + 6, 0),),
        when=When("at 6 pm", hour, hour + 7),
    )
    done, why = anchor(told, view)
    assert done.when == When("on Tuesday", day, day + 10, "2025-05-13", "2025-05-13", "18:00", "text")
    assert why == {"when": "rule: weekday alone, beside 'at 6 pm'"}


def test_a_bare_clock_time_is_of_the_day_its_sentence_names():
    text = "On Tuesday drones struck Sumy at 18:04."
    assert when(text, "at 18:04") == ("2025-05-13", "2025-05-13", "18:04", "text")


def test_a_bare_clock_time_is_not_of_a_day_named_far_above():
    text = "Talks were held on Monday. Drones struck Sumy at 08:00."
    assert when(text, "at 08:00") == ("2025-05-16", "2025-05-16", "08:00", "text")


@pytest.mark.parametrize(
    ("words", "told", "expected"),
    [
        ("in 2014", False, True),
        ("in March", False, True),
        ("on 10 April", False, True),
        ("on 20 April", False, False),
        ("on Monday", False, False),
        ("on Monday", True, False),
        ("for years", True, True),
    ],
)
def test_what_ended_over_thirty_days_before_is_history(words, told, expected):
    done, _ = event(f"Drones struck Sumy {words}.", words, historical=told)
    assert done.historical is expected


def test_plans_are_never_history():
    assert not event("Drones struck Sumy in June.", "in June", status="planned")[0].historical


def test_expressions_are_found_in_running_text_without_false_friends():
    text = "They may march on Monday. March on the capital began on 3 March. He sat on the board; sun shone."
    found = [text[a:b] for a, b, _ in expressions(text, "2025-05-16")]
    assert found == ["on Monday", "3 March"]


@pytest.mark.parametrize(
    ("text", "words", "told", "day"),
    [
        ("Rebels struck the port on Wednesday.", "on", "on Wednesday", "2025-05-14"),
        ("Rebels struck the port on May 3.", "May", "May 3", "2025-05-03"),
        ("In March rebels struck the port.", "In", "In March", "2025-03-31"),
        ("Rebels have struck the port since May 3.", "since May 3", "since May 3", "2025-05-16"),
        ("Rebels have struck the port since May 3.", "May 3", "May 3", "2025-05-03"),
        ("Rebels struck the port at 09:15.", "at 09:", "at 09:15", "2025-05-16"),
        ("Rebels struck the port a week ago.", "a", "a week ago", "2025-05-09"),
        ("Rebels struck the port for a week after the vote.", "for a week", "for a week", "2025-05-16"),
    ],
)
def test_time_words_that_were_cut_off_are_made_whole(text, words, told, day):
    got = event(text, words)[0].when
    assert (got.text, got.to) == (told, day)


def test_the_clock_time_of_an_entry_of_a_live_page_is_that_of_the_day_of_publication():
    text = "Shelling of the port\n21:28 — Rebels struck the port again."
    assert when(text, "21:28", published="2025-05-16T21:15+03:00")[1] == "2025-05-16"


@pytest.mark.parametrize(
    ("text", "words", "type", "start"),
    [
        ("Rebels struck the port by Monday.", "by Monday", "ASSAULT", None),
        ("The army ordered them to leave the port by Monday; rebels struck.", "by Monday", "REQUEST", "2025-05-16"),
    ],
)
def test_by_a_day_ends_what_has_happened_and_begins_what_was_demanded(text, words, type, start):
    assert when(text, words, type=type)[0] == start


def test_a_bare_clock_time_in_a_paper_is_of_the_day_told_just_before():
    text = "Rebels landed on Wednesday. They burnt a boat. They struck the port at noon."
    assert when(text, "at noon", published="2025-05-16")[1] == "2025-05-14"
    assert when(text, "at noon")[1] == "2025-05-15"  # a report with a clock time of its own is of the hour


def test_days_and_hours_do_not_lean_on_a_year():
    text = "The base was built in 2019. Two days earlier rebels struck the port."
    assert when(text, "Two days earlier")[0] == "2025-05-14"


def test_what_has_happened_takes_the_date_of_the_year_behind():
    text = "Older men recalled the ninth of July, when rebels struck the port."
    assert when(text, "the ninth of July", published="2025-04-10")[0] == "2024-07-09"
