"""GENEVA: event triggers of 115 FrameNet-based types, to teach the encoder what an event is."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from training.data import Example


class source:
    """Train split; the head tag_frame has the set's own types."""

    def __init__(self, folder: Path) -> None:
        with gzip.open(folder / "geneva/train.jsonl.gz", "rt", encoding="utf-8") as f:
            rows = [json.loads(line) for line in f]
        self.labels = {"tag_frame": sorted({e["event_type"] for r in rows for e in r["event_mentions"]})}
        self.all = []
        for r in rows:
            at, offsets = 0, []
            for w in r["tokens"]:
                offsets.append((at, at + len(w)))
                at += len(w) + 1
            spans = [
                ((0, offsets[e["trigger"]["start"]][0], offsets[e["trigger"]["end"] - 1][1]), e["event_type"])
                for e in r["event_mentions"]
            ]
            self.all.append(Example([" ".join(r["tokens"])], {"tag_frame": spans}))

    def examples(self, rng: random.Random) -> list[Example]:
        return self.all
