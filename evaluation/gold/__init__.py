"""The sets: which there are, where their files lie under a data folder, and what is asked of each (SHEETS.md).

A set is read from its original files; nothing of it is kept in the repository.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from evaluation.gold import attribution, incidents, ours, pairs, sentences, toponyms
from evaluation.item import Item


class Set(NamedTuple):
    """A set: how it is read from the data folder, the task it asks, and which part of its source it is."""

    read: Callable[[Path], Iterator[Item]]
    task: str
    part: str


SETS: dict[str, Set] = {
    "corpus-dev": Set(lambda _: ours.corpus("dev"), "events", "our corpus, dev"),
    "corpus-test": Set(lambda _: ours.corpus("test"), "events", "our corpus, test"),
    "plover_real": Set(
        lambda d: ours.plover_real(d / "train/plover_real"), "events", "128 real reports (101 texts), 5-fold by text"
    ),
    "plv_dev": Set(lambda d: pairs.plv(d / "eval/plv_dev.tsv"), "pair", "dev"),
    "cameo_spans_dev": Set(lambda d: pairs.cameo(d / "eval/cameo_spans_dev.txt"), "roles", "dev"),
    "polnear_dev": Set(lambda d: attribution.polnear(d / "eval/polnear_dev"), "attributions", "dev"),
    "geowebnews": Set(lambda d: toponyms.read(d / "eval/geowebnews_half.jsonl"), "toponyms", "half"),
    "tr_news": Set(lambda d: toponyms.read(d / "eval/tr_news.jsonl"), "toponyms", "all"),
    "muc_dev": Set(lambda d: incidents.muc(d / "eval/muc_dev"), "incidents", "TST1 and TST2"),
    "uw": Set(lambda d: sentences.facts(d / "eval/uw_factuality_dev.jsonl"), "factuality", "dev"),
    "uds_dev": Set(lambda d: sentences.facts(d / "train/uds_ih2/dev.jsonl.gz"), "factuality", "dev"),
    "uner_dev": Set(lambda d: sentences.uner(d / "train/uner_ewt/en_ewt-ud-dev.iob2.gz"), "names", "dev"),
    "geneva_dev": Set(lambda d: sentences.geneva(d / "train/geneva/dev.jsonl.gz"), "triggers", "dev"),
}


def load(name: str, data: Path) -> list[Item]:
    """Return the items of a set, read below the folder `data`."""
    return list(SETS[name].read(data))
