"""The page of the desk in a browser: what a reader sees, presses and is told, with a mouse, with keys, on a phone, without script."""

import gzip
import hashlib
import json
import re
import shutil
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from desk_made import CHIEF, SHELLED, application, at, codings, filled
from store_made import NYALA, coding

from reportedly.records import Attribution, Coding, Count, Entity, Place, When
from reportedly.store import writing
from reportedly.web.service import STATIC

SOURCES = Path(__file__).parents[2] / "desk-ui"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
HOSTILE = "<img src=x onerror=alert(1)> & “<script>alert(2)</script>” were shelled in Nyala, the army's chief of staff denied in a long speech."
VIEWS = ["/", "/story/{story}", "/incident/{incident}", "/report/{report}", "/map", "/quotes", "/try", "/log"]
browsing = pytest.mark.browser


def other(n: int, **fields) -> Coding:
    """A report of a happening unlike the others: another type, day and place."""
    kind = ["PROTEST", "CONSULT", "AID", "ACCUSE", "MOBILIZE", "SANCTION", "REJECT", "THREATEN"][n % 8]
    text = f"Report {n}: something that is called {kind} was done in the north of Sudan, an office there said."
    day = f"2024-04-{1 + n:02}"
    town = Place(name=f"Town {n}", country="SDN", lat=10.0 + n / 2, lon=30.0, precision="place")
    given = {"modes": (), "places": (town,), "actors": (Entity(name=f"Office {n}", country="SDN", sectors=("GOV",)),), "recipients": ()}
    return coding(text, "done", publisher=f"Paper {n}", day=day, type=kind, when=When(None, None, None, day, day, None, "text"), **given, **fields)


def many() -> list[Coding]:
    hostile = coding(HOSTILE, "shelled", publisher="<b>Loud</b>", places=(NYALA,), day="2024-03-02", when=When(None, None, None, "2024-03-01", "2024-03-01", None, "text"),
                     attribution=[Attribution(CHIEF, at(HOSTILE, "denied"), at(HOSTILE, "were shelled in Nyala"), "denies")])  # fmt: skip
    counted = [coding(text, "hit", publisher=paper, places=(NYALA,), day="2024-05-06", when=When(None, None, None, "2024-05-05", "2024-05-05", None, "text"),
                      counts=(Count(n, text.index(n), text.index(n) + len(n), "killed", None, low, high),))
               for text, n, paper, low, high in (
                   ("Rockets hit the bus station of Nyala on Sunday and killed at least twelve, the mayor said by telephone.", "at least twelve", "North", 12, None),
                   ("A hospital in the west counts 19 dead since rockets hit buses waiting in Nyala before dawn at the weekend.", "19", "South", 19, 19))]  # fmt: skip
    return [hostile, *counted, *(other(n) for n in range(14)), *codings()]


class Served:
    """A store and its server, at a free port."""

    def __init__(self, path: Path, **given) -> None:
        self.store = filled(path, many())
        config = uvicorn.Config(application(self.store, every=0.2, **given), port=0, log_level="error", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until = time.monotonic() + 20
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.02)
        self.at = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    served = Served(tmp_path_factory.mktemp("page") / "s.sqlite")
    yield served
    served.stop()


@pytest.fixture
def own(tmp_path):
    """A desk that a test may change."""
    served = Served(tmp_path / "s.sqlite")
    yield served
    served.stop()


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium):
    """Open a page; at the end of the test nothing in it may have failed or been against the Content-Security-Policy."""
    contexts, faults = [], []

    def open_(url: str, *, width: int = 1280, height: int = 800, **given):
        context = chromium.new_context(viewport={"width": width, "height": height}, **given)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: faults.append(str(e)))
        page.on("dialog", lambda d: faults.append(f"a dialog: {d.message}"))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def known(page, desk) -> dict[str, str]:
    """The ids that the views need, as the API tells them."""
    shelled = page.request.get(f"{desk.at}/api/incidents?q=vegetables").json()["items"][0]
    return {"story": shelled["story"], "incident": shelled["id"], "report": shelled["reports"][-1]}


def until(page, expression: str) -> None:
    """Wait for something to be true in the page; the Content-Security-Policy forbids what Playwright itself would do for it."""
    end = time.monotonic() + 30
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(25)


def titles(page):
    return page.locator("article h3").all_inner_texts()


def settled(page):
    page.locator("main h1, main h2").first.wait_for()
    until(page, "!document.querySelector('#plain')")


@browsing
def test_the_timeline_says_how_each_part_stands_who_denies_it_and_how_well_it_is_covered(desk, opened):
    page = opened(f"{desk.at}/?q=vegetables")
    item = page.locator("article").first
    item.wait_for()
    assert "denied by Chief of staff" in item.inner_text()
    assert re.search(r"Happened.*\n?.*(independent|one voice)", item.inner_text())
    assert page.locator(".coverage").inner_text().startswith("Coverage:")
    assert page.locator("#plain").count() == 0


@browsing
def test_a_story_begins_with_sentences_that_lead_to_who_says_so(desk, opened):
    page = opened(f"{desk.at}/")
    settled(page)
    page.goto(f"{desk.at}/story/{known(page, desk)['story']}")
    state = page.locator("section.state li").first
    state.wait_for()
    assert "El Fasher" in page.locator("section.state").inner_text()
    page.get_by_role("link", name=re.compile("^Who says so")).first.click()
    page.get_by_role("heading", name="Who says what").wait_for()


@browsing
def test_what_arrives_slides_in_marked_new_and_what_one_reads_stays_where_it_is(own, opened):
    page = opened(f"{own.at}/", height=500)
    page.locator("article").nth(8).wait_for()
    page.locator("article").nth(6).scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(150)
    reading = "[...document.querySelectorAll('article')].find(a => a.getBoundingClientRect().bottom > 90)"
    page.evaluate(f"window.reading = {reading}")
    before = page.evaluate("window.reading.getBoundingClientRect().top")
    count = page.locator("article").count()
    writing.add(own.store, other(20, agency=None))
    until(page, f"document.querySelectorAll('article').length > {count}")
    page.wait_for_timeout(100)
    assert abs(page.evaluate("window.reading.getBoundingClientRect().top") - before) < 2
    page.get_by_role("button", name="1 new incident above").click()
    arrived = page.locator("article", has_text="Office 20")
    assert "New" in arrived.locator(".kicker").inner_text()


@browsing
def test_a_second_visit_is_told_what_is_new_since_the_first(own, opened):
    page = opened(f"{own.at}/")
    page.locator("article").first.wait_for()
    page.goto(f"{own.at}/log")
    settled(page)
    writing.add(own.store, other(21))
    page.goto(f"{own.at}/")
    note = page.locator(".visit")
    note.wait_for()
    assert "1 incident new or changed since your last visit" in note.inner_text()
    note.get_by_role("button", name="Show only these").click()
    until(page, "document.querySelectorAll('article').length === 1")
    assert "changed_after=" in page.url


@browsing
def test_filters_stand_in_the_address_and_back_undoes_them(desk, opened):
    page = opened(f"{desk.at}/")
    page.locator("article").first.wait_for()
    every = page.locator("article").count()
    page.get_by_label("Somebody denies or doubts it").check()
    page.wait_for_url("**/?contested=true")
    until(page, f"document.querySelectorAll('article').length < {every}")
    assert all("denied by" in text for text in page.locator("article").all_inner_texts())
    page.go_back()
    until(page, f"document.querySelectorAll('article').length === {every}")
    page.goto(f"{desk.at}/?type=AGREE&country=TCD")
    page.locator("article").first.wait_for()
    assert titles(page) and page.get_by_label("Agreement").is_checked()
    page.get_by_placeholder("Search all reports").fill("no such words anywhere")
    page.keyboard.press("Enter")
    page.get_by_text("This is not evidence of safety").first.wait_for()
    page.get_by_role("button", name="Clear all filters").click()
    until(page, f"document.querySelectorAll('article').length === {every}")


@browsing
def test_a_cell_of_the_ledger_opens_its_words_and_they_their_place_in_the_report(desk, opened):
    page = opened(f"{desk.at}/")
    settled(page)
    page.goto(f"{desk.at}/incident/{known(page, desk)['incident']}")
    table = page.get_by_role("table")
    table.wait_for()
    assert [h.split("\n")[0] for h in table.get_by_role("columnheader").all_inner_texts()[1:]] == ["Did it happen?", "Who did it?", "At what toll?"]
    table.get_by_role("button", name=re.compile("denies")).first.click()
    panel = page.get_by_label("The words behind the cell").first
    assert panel.locator("mark").inner_text() == "We were nowhere near the market that day"
    panel.get_by_role("link", name="Open in the report").click()
    page.locator("mark.asked").first.wait_for()
    assert "".join(page.locator(".asked").all_inner_texts()) == "We were nowhere near the market that day"


@browsing
def test_tolls_are_ranges_by_voice(desk, opened):
    page = opened(f"{desk.at}/?q=rockets")
    item = page.locator("article").first
    item.wait_for()
    assert "12 to 19 or more killed" in item.inner_text()
    item.locator("h3 a").click()
    page.get_by_role("heading", name="The toll, by voice").wait_for()
    lines = sorted(page.locator(".tolls li").all_inner_texts())
    assert [re.search(r"(North|South)", t)[0] for t in lines] == ["North", "South"]
    assert "at least 12" in lines[0] and "19" in lines[1]


@browsing
def test_a_field_leads_to_its_words_and_the_words_back_to_the_field(desk, opened):
    page = opened(f"{desk.at}/")
    settled(page)
    page.goto(f"{desk.at}/report/{known(page, desk)['report']}")
    field = page.locator("[data-field]").first
    field.wait_for()
    key = field.get_attribute("data-field")
    field.hover()
    assert page.locator("mark.lit").count() >= 1
    field.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.span") == key
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.field") == key


@browsing
def test_a_report_that_was_corrected_shows_what_changed_in_it(desk, opened):
    page = opened(f"{desk.at}/")
    settled(page)
    found = page.request.get(f"{desk.at}/api/reports?publisher=Daily").json()["items"]
    page.goto(f"{desk.at}/report/{next(r['id'] for r in found if r['current'] and r['url'])}")
    versions = page.locator("section", has=page.get_by_role("heading", name="Versions"))
    versions.wait_for()
    assert "eleven traders" in versions.locator("ins").inner_text()
    assert "nine traders" in versions.locator("del").inner_text()


@browsing
def test_a_field_is_corrected_with_a_reason_and_the_correction_undone(own, opened):
    page = opened(f"{own.at}/")
    settled(page)
    page.goto(f"{own.at}/incident/{known(page, own)['incident']}")
    page.get_by_role("button", name=re.compile("^Correct")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Field").select_option("status")
    dialog.get_by_label("Should be").select_option("possible")
    dialog.get_by_label("Because").fill("Only feared, says the paper.")
    dialog.get_by_role("button", name="Correct it").click()
    page.get_by_text("Status corrected to possible: Only feared, says the paper.").first.wait_for()
    page.get_by_role("button", name="Undo", exact=True).first.click()
    page.get_by_text("is undone").wait_for()
    until(page, "!document.querySelector('.corrected')")
    page.goto(f"{own.at}/log")
    page.get_by_text("(undone)").wait_for()


@browsing
def test_an_incident_is_hidden_with_a_reason_and_shown_again(own, opened):
    page = opened(f"{own.at}/?type=AGREE")
    page.locator("article h3 a").first.click()
    page.get_by_role("button", name="Hide the whole incident").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Because").fill("Told twice.")
    dialog.get_by_role("button", name="Hide it").click()
    page.get_by_text("It is hidden.").wait_for()
    page.goto(f"{own.at}/?type=AGREE")
    page.get_by_text("This is not evidence of safety").first.wait_for()
    page.goto(f"{own.at}/log")
    page.get_by_role("button", name=re.compile("^Undo decision")).click()
    page.get_by_placeholder("Why?").fill("It was not.")
    page.get_by_role("button", name="Undo", exact=True).first.click()
    page.get_by_text("(undone)").wait_for()
    page.goto(f"{own.at}/?type=AGREE")
    page.locator("article").first.wait_for()


@browsing
def test_a_text_of_ones_own_is_coded_and_its_words_are_marked(desk, opened):
    page = opened(f"{desk.at}/try")
    page.get_by_role("button", name="Put in an example").click()
    assert "dock workers" in page.get_by_label("Text").input_value()
    page.get_by_label("Headline").fill("")
    page.get_by_label("Text").fill(SHELLED)
    page.get_by_role("button", name="Code it").click()
    page.get_by_role("heading", name="As coded").wait_for()
    assert page.locator("mark.trigger").inner_text() == "hit"
    assert page.get_by_role("button", name=re.compile("^Correct")).count() == 0


@browsing
def test_no_view_scrolls_sideways_on_a_phone_and_a_cell_opens_over_the_ledger(desk, opened):
    page = opened(f"{desk.at}/", width=390, height=844)
    settled(page)
    ids = known(page, desk)
    for view in VIEWS:
        page.goto(desk.at + view.format(**ids))
        settled(page)
        page.wait_for_timeout(120)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, view
    page.goto(f"{desk.at}/incident/{ids['incident']}")
    page.get_by_role("table").get_by_role("button", name=re.compile("denies")).first.click()
    drawer = page.get_by_role("dialog")
    assert "We were nowhere near" in drawer.inner_text()
    drawer.get_by_role("button", name="Back to the ledger").click()
    assert page.get_by_role("dialog").count() == 0


@browsing
def test_the_page_is_dark_where_the_reader_prefers_it_and_light_when_told(desk, opened):
    ground = "getComputedStyle(document.body).backgroundColor"
    page = opened(f"{desk.at}/", color_scheme="dark")
    settled(page)
    assert page.evaluate(ground) == "rgb(15, 19, 21)"
    page.get_by_label("Colours").select_option("light")
    until(page, f"{ground} === 'rgb(244, 246, 246)'")
    page.reload()
    settled(page)
    assert page.evaluate(ground) == "rgb(244, 246, 246)"


@browsing
def test_keys_alone_lead_from_the_timeline_through_the_ledger_to_the_words(desk, opened):
    page = opened(f"{desk.at}/?q=vegetables")
    page.locator("article").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a[data-item]')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.get_by_role("table").wait_for()
    page.locator("button.cell").first.focus()
    here = page.evaluate("[document.activeElement.dataset.row, document.activeElement.dataset.column].join()")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("[document.activeElement.dataset.row, document.activeElement.dataset.column].join()") != here
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert page.get_by_label("The words behind the cell").first.locator("blockquote").count() >= 1


@browsing
def test_arrow_keys_go_through_the_timeline(desk, opened):
    page = opened(f"{desk.at}/")
    page.locator("article").nth(3).wait_for()
    page.locator("a[data-item]").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("[...document.querySelectorAll('a[data-item]')].indexOf(document.activeElement)") == 1


@browsing
def test_without_script_the_page_can_be_read(desk, opened):
    page = opened(f"{desk.at}/?q=vegetables", java_script_enabled=False)
    assert page.locator("h1").inner_text()
    page.locator("article a").first.click()
    assert "We were nowhere near the market that day" in page.locator("main").inner_text()


@browsing
def test_words_of_a_report_never_become_part_of_the_page(desk, opened):
    page = opened(f"{desk.at}/?publisher=%3Cb%3ELoud%3C%2Fb%3E")
    page.locator("article").first.wait_for()
    page.locator("article h3 a").first.click()
    page.get_by_role("table").wait_for()
    assert page.locator("img, main script, main b").count() == 0
    page.get_by_role("link", name="Read it in the report").first.click()
    page.locator(".text").wait_for()
    assert "<img src=x onerror=alert(1)>" in page.locator(".text").inner_text()
    assert page.locator("img, main script, main b").count() == 0


@browsing
def test_the_map_marks_places_and_lists_what_is_known_to_a_country_only(desk, opened):
    page = opened(f"{desk.at}/map")
    page.locator("path.land").first.wait_for(state="attached")
    marks = page.locator("g.cluster")
    assert sorted(re.sub(r",? ?\+.*", "", t) for t in page.locator("text.label").all_text_contents()) [:2] == ["El Fasher", "Nyala"]
    assert "Sudan" in page.get_by_label("What the map shows, as lists").inner_text()
    assert "disputed" in page.locator(".chart").inner_text()
    marks.first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_label("What the map shows, as lists").get_by_role("link").count() >= 1


@browsing
def test_quotes_are_listed_by_speaker_and_lead_to_their_report(desk, opened):
    page = opened(f"{desk.at}/quotes")
    page.get_by_role("button", name=re.compile("Chief of staff")).click()
    page.wait_for_url("**speaker=*")
    page.get_by_role("link", name="Weekly").first.click()
    page.locator(".asked").first.wait_for()


@browsing
def test_a_desk_that_shows_no_whole_reports_says_so_and_shows_the_words_coded(tmp_path, opened):
    served = Served(tmp_path / "s.sqlite", full_text=False)
    try:
        page = opened(f"{served.at}/")
        settled(page)
        page.goto(f"{served.at}/report/{known(page, served)['report']}")
        page.get_by_text("This desk shows quotations only").first.wait_for()
        assert "struck" in page.locator(".quoted").inner_text() or "hit" in page.locator(".quoted").inner_text()
        page.context.close()
    finally:
        served.stop()


@browsing
def test_a_desk_that_is_gone_is_told_of_and_a_missing_page_leads_on(desk, opened, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{desk.at}/incident/0000000000000000")
    page.get_by_text("0000000000000000 in this store").first.wait_for()
    page.goto(f"{desk.at}/")
    settled(page)
    page.route("**/api/incidents*", lambda route: route.abort())
    page.get_by_label("Somebody denies or doubts it").check()
    page.get_by_text("The desk does not answer.").wait_for()
    page.unroute("**/api/incidents*")
    page.get_by_role("button", name="Try again").click()
    page.locator("article").first.wait_for()
    context.close()


@browsing
@pytest.mark.parametrize(("scheme", "rules"), [("light", ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]), ("dark", ["color-contrast"])])
def test_axe_finds_nothing_against_wcag_aa_in_any_view(desk, opened, scheme, rules):
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), {}
    page = opened(f"{desk.at}/", color_scheme=scheme, reduced_motion="reduce")
    settled(page)
    ids = known(page, desk)
    for view in VIEWS if scheme == "light" else VIEWS[:5]:
        page.goto(desk.at + view.format(**ids))
        settled(page)
        page.wait_for_timeout(200)
        told = axe.run(page, options={"resultTypes": ["violations"], "runOnly": rules})
        for v in told.response["violations"]:
            found[view, v["id"]] = (v["impact"], [n["html"][:160] for n in v["nodes"]][:3])
    assert found == {}


def test_the_built_page_is_of_the_sources_that_are_there():
    files = [SOURCES / name for name in (".npmrc", "package.json", "package-lock.json", "prepare.mjs", "tsconfig.json", "vite.config.js")]
    files += [f for folder in ("fonts", "src") for f in (SOURCES / folder).rglob("*") if f.is_file()]
    told = hashlib.sha256()
    for name in sorted(f.relative_to(SOURCES).as_posix() for f in files):
        told.update(f"{name}\0".encode() + hashlib.sha256((SOURCES / name).read_bytes()).hexdigest().encode())
    assert told.hexdigest() == (STATIC / "sources.sha256").read_text().strip(), "rebuild it: make desk-ui"


def test_the_first_paint_needs_less_than_150_kilobytes_and_nothing_from_elsewhere():
    first = ["app.js", "app.css", "libre-franklin-latin.woff2", "newsreader-latin.woff2"]
    sizes = [len(b) if n.endswith("woff2") else len(gzip.compress(b, 9)) for n in first for b in [(STATIC / n).read_bytes()]]
    assert sum(sizes) < 150_000
    assert not re.search(rb"url\(\s*[\"']?(?:https?:)?//|@import", (STATIC / "app.css").read_bytes())
    assert "registry" not in (SOURCES / "package-lock.json").read_text()


def test_the_atlas_has_crimea_under_ukraine_and_disputed_lines_apart():
    objects = json.loads((STATIC / "atlas.json").read_text())["objects"]
    countries = objects["countries"]["geometries"]
    crimea = next(g for g in countries if g["properties"]["name"] == "Crimea")
    assert (crimea["id"], crimea["properties"]["held"]) == ("UKR", "RUS")
    russia = next(g for g in countries if g["id"] == "RUS")
    assert crimea["arcs"] not in russia["arcs"]
    assert len(objects["disputed"]["arcs"]) >= 12
