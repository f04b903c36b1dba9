"""Fits the name tagger anew on the vectors of the finished encoder: the run's last stages read few names, and drift from them.

The encoder is not touched; its vectors of all named sentences are made once, and a linear head is quickly trained on them.
"""

from __future__ import annotations

import random
from pathlib import Path

import torch
import torch.nn.functional as F

from reportedly.engine import tokens
from training import data
from training.corpora import source
from training.model import Net, pretrained

HEAD = "tag_name"
WEIGHTS = {"ewt": 1.0, "names": 0.5}  # sets, and how much a word of each counts: UNER's rules are the ones that are scored
EPOCHS, SIZE, RATE = 8, 2048, 2e-3


def names(net: Net, folder: Path, seed: int = 1) -> float:
    """Fit `net`'s name tagger in place on the sets below `folder`; return the last epoch's loss a word."""
    torch.manual_seed(seed)
    tokenizer, rng = tokens.load(pretrained() / "tokenizer.json"), random.Random(seed)
    vectors, tags, weights = [], [], []
    net.eval()
    with torch.no_grad():
        for name, weight in WEIGHTS.items():
            examples = [data.Example(e.passages, {HEAD: e.tags[HEAD]}) for e in source(name, folder).examples(rng) if HEAD in e.tags]
            for group in data.batches(examples, 6000, rng):
                batch = data.collate(group, net.labels, tokenizer)
                rows = data.vector_rows(batch, net(batch.pieces, batch.cases, batch.mask))
                for row, tag in batch.tags[HEAD]:
                    vectors.append(rows[row])
                    tags.append(tag)
                    weights.append(torch.full((len(tag),), weight))
    x, y, w = torch.cat(vectors), torch.cat(tags), torch.cat(weights)
    head = net.heads[HEAD]
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, 0.7)
    total = 0.0
    for _ in range(EPOCHS):
        total = 0.0
        for some in torch.randperm(len(x)).split(SIZE):
            loss = (F.cross_entropy(head(x[some]), y[some], reduction="none") * w[some]).sum() / w[some].sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(some)
        schedule.step()
    return total / len(x)
