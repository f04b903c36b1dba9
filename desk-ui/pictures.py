"""Write docs/desk/*.png: every view of a desk that is being served, wide and on a phone, light and dark.

    reportedly add src/reportedly/sample --store sample.sqlite; reportedly serve --store sample.sqlite &
    python desk-ui/pictures.py http://127.0.0.1:8321    # needs the dev group, Pillow and a Chromium
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

TO = Path(__file__).parents[1] / "docs" / "desk"
SIZES = {"wide": (1440, 900), "phone": (390, 844)}


def views(page: Page, at: str) -> dict[str, str]:
    """Return the address of each view; the incident is the contested one with the most voices."""
    items: list[dict[str, Any]] = page.request.get(f"{at}/api/incidents?contested=true&limit=200").json()["items"]
    most = max(items, key=lambda i: len(i["voices"]))
    reports = [page.request.get(f"{at}/api/reports/{r}").json() for r in most["reports"]]
    told = max(reports, key=lambda r: sum(len(e["spans"]) for e in r["events"]))
    return {
        "timeline": "/", "story": f"/story/{most['story']}", "ledger": f"/incident/{most['id']}", "report": f"/report/{told['id']}",
        "map": "/map", "quotes": "/quotes", "try": "/try", "decisions": "/log",
    }  # fmt: skip


def main(at: str) -> None:
    TO.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
                page = context.new_page()
                for name, path in views(page, at).items():
                    page.goto(at + path)
                    page.locator("main h1, main h2").first.wait_for()
                    if name == "try":
                        page.get_by_role("button", name="Put in an example").click()
                        page.get_by_role("button", name="Code it").click()
                        page.locator("#coded").wait_for(timeout=60_000)
                        page.locator("#coded").evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 90)")
                    page.wait_for_timeout(2500)
                    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(255, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
                    picture.save(TO / f"{name}-{size}-{scheme}.png", optimize=True)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
