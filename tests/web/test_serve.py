"""The command, and what the web room may not do."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx
import pytest
from typer.testing import CliRunner

from reportedly.cli import app
from reportedly.errors import ReportedlyError

HOUSE = Path(__file__).parents[2] / "src" / "reportedly"
RUN = "import sys; from reportedly.cli import main; main()"


def test_it_serves_on_loopback_until_interrupted(tmp_path):
    env = {**os.environ, "PYTHONPATH": str(HOUSE.parent)}
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", "--store", str(tmp_path / "s.sqlite"), "--port", "0"], stdout=subprocess.PIPE, text=True, env=env
    )
    try:
        at = re.search(r"http://127\.0\.0\.1:\d+/", run.stdout.readline())[0]
        for _ in range(100):
            try:
                meta = httpx.get(f"{at}api/meta", timeout=10).json()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        assert (meta["store"], meta["can_write"], meta["watching"]) == ("s.sqlite", True, False)
        assert "File reports with" in httpx.get(at, timeout=10).text
    finally:
        run.send_signal(signal.SIGINT)
        assert run.wait(20) in (0, 130, -2)


@pytest.mark.parametrize(("given", "message"), [(["--host", "203.0.113.9"], "cannot listen"), (["--watch", "nowhere.toml"], "nowhere.toml")])
def test_what_cannot_be_served_is_said_in_a_line(given, message, tmp_path):
    done = CliRunner().invoke(app, ["serve", "--store", str(tmp_path / "s.sqlite"), *given])
    assert isinstance(done.exception, ReportedlyError)
    assert message in str(done.exception)


def test_a_source_is_replayed_in_the_order_of_publication(tmp_path):
    from store_made import Known, opened

    from reportedly import filing

    for day in ("14", "12", "13"):
        report = {"text": f"Report {day} of a quiet day.", "published": f"2024-05-{day}", "publisher": "P", "id": day}
        (tmp_path / f"{14 - int(day)}.jsonl").write_text(json.dumps(report), encoding="utf-8")
    store = opened(tmp_path / "s.sqlite")
    done = [f.report.published for f in filing.replay(store, str(tmp_path / "*.jsonl"), Known([]))]
    assert done == ["2024-05-12", "2024-05-13", "2024-05-14"]


def test_the_web_room_neither_codes_nor_writes():
    allowed = {"events_of", "voices"}  # what reads
    for path in (HOUSE / "web").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for names in re.findall(r"from reportedly\.store\.writing import (.+)", text):
            assert {n.strip() for n in names.split(",")} <= allowed, path
        assert not re.search(r"store import [^\n]*\bwriting\b|\.writing\(|import (code|engine|reading)\b|from reportedly\.coding import", text), path
