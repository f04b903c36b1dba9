"""Fits the name tagger anew on the vectors of the finished encoder: the run's last stages read few names, and drift from them.

The encoder is not touched; its vectors of all named sentences are made once, and a head that sees a piece beside its neighbours
(model.Beside) is quickly trained on them. It takes the place of the linear one that the run trained.
"""

from __future__ import annotations

import random
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from reportedly.engine import tokens
from training import data
from training.corpora import source
from training.model import Beside, Net, pretrained

HEAD = "tag_name"
WEIGHTS = {"ewt": 1.0, "names": 0.5}  # sets, and how much a word of each counts: UNER's rules are the ones that are scored
EPOCHS, SIZE, RATE = 8, 6000, 2e-3  # size in characters a batch


def names(net: Net, folder: Path, seed: int = 1) -> float:
    """Put a freshly fitted name tagger into `net`, from the sets below `folder`; return the last epoch's loss a word."""
    torch.manual_seed(seed)
    tokenizer, rng = tokens.load(pretrained() / "tokenizer.json"), random.Random(seed)
    seen: list[tuple[Tensor, list[Tensor], list[tuple[int, Tensor]], float]] = []  # vectors, first pieces, tags by row, weight
    net.eval()
    with torch.no_grad():
        for name, weight in WEIGHTS.items():
            examples = [data.Example(e.passages, {HEAD: e.tags[HEAD]}) for e in source(name, folder).examples(rng) if HEAD in e.tags]
            for group in data.batches(examples, SIZE, rng):
                batch = data.collate(group, net.labels, tokenizer)
                hidden = net(batch.pieces, batch.cases, batch.mask).half()
                seen.append((hidden, batch.first, batch.tags[HEAD], weight))
    head = Beside(2 * len(net.labels[HEAD]) + 1)
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, 0.7)
    total, words = 0.0, 0
    for _ in range(EPOCHS):
        total, words = 0.0, 0
        rng.shuffle(seen)
        for hidden, first, rows, weight in seen:
            logits = head(hidden.float())
            each = torch.cat([logits[row, first[row]] for row, _ in rows])
            loss = F.cross_entropy(each, torch.cat([tags for _, tags in rows]))
            optimiser.zero_grad()
            (loss * weight).backward()
            optimiser.step()
            total, words = total + loss.item() * len(each), words + len(each)
        schedule.step()
    net.heads[HEAD] = head.eval()
    return total / words
