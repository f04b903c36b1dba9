"""Makes a release of a trained network: `python -m training.release RUN.toml NAME [--checkpoint FILE]`.

The encoder and the taggers go to int8 ONNX (dynamic, per channel, reduced range: per tensor loses 2 points), the light
heads to heads.npz (float16), with the tokenizer, meta.toml and CARD.md. The same network is exported in float32 to a
temporary folder, and both run through the same tagger: what they say on 1,000 sentences, and what int8 costs in each score
on our corpus' dev part, goes into meta.toml (training/agree.py). Exit 1 if a score loses more than a point.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from reportedly import __version__
from reportedly.engine.tagger import TAGGERS
from training import agree, card, data, refit
from training.model import Net, pretrained


class Exported(nn.Module):
    """What ONNX runs: word vectors and the logits of each tagger."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, pieces: Tensor, cases: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        hidden = self.net(pieces, cases, mask)
        return (hidden, *(self.net.heads[f"tag_{t}"](hidden) for t in TAGGERS))


def load(checkpoint: Path, before: Path | None = None, share: float = 1.0) -> Net:
    """Return the trained network of a checkpoint with the released heads only.

    With `before`, each weight is `share` of the checkpoint's and the rest of that one's: the mean of a network and what it was
    tuned from errs less on what the tuning did not see (Wortsman and others 2022, WiSE-FT).
    """
    net = Net(data.labels())
    state = torch.load(checkpoint, weights_only=False, map_location="cpu")["net"]
    if before:
        old = torch.load(before, weights_only=False, map_location="cpu")["net"]
        state = {k: share * v + (1 - share) * old[k] if k in old else v for k, v in state.items()}
    net.load_state_dict({k: v for k, v in state.items() if k in net.state_dict()})
    return net.eval()


def trained(run: dict[str, Any], name: str, fold: int | None = None) -> Net:
    """Return the network that a run made, as its table [release] says; with `fold`, the one that has not seen that fold."""
    last = len(run["stage"]) - 1
    checkpoint = Path("runs") / (name if fold is None else f"{name}-fold{fold}") / f"stage{last}.pt"
    share = run.get("release", {}).get("average")
    return load(checkpoint, Path("runs") / name / f"stage{last - 1}.pt", share) if share else load(checkpoint)


def export(net: Net, folder: Path, quantise: bool = True) -> None:
    """Write encoder.onnx and heads.npz of `net` into `folder`, in float32 throughout without `quantise`."""
    folder.mkdir(parents=True, exist_ok=True)
    sample = torch.ones(2, 16, dtype=torch.long)
    axes = {k: {0: "b", 1: "t"} for k in ("pieces", "cases", "mask", "hidden", *TAGGERS)}
    with tempfile.TemporaryDirectory() as tmp:
        full = Path(tmp) / "full.onnx"
        torch.onnx.export(
            Exported(net).eval(), (sample, sample * 0, sample), str(full), dynamo=False, opset_version=17, dynamic_axes=axes,
            input_names=["pieces", "cases", "mask"], output_names=["hidden", *TAGGERS],
        )  # fmt: skip
        if quantise:
            from onnxruntime.quantization import QuantType, quantize_dynamic
            from onnxruntime.quantization.shape_inference import quant_pre_process

            ready = Path(tmp) / "ready.onnx"
            quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
            taggers = _tagger_nodes(ready)
            quantize_dynamic(
                ready,
                folder / "encoder.onnx",
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=taggers,
            )
        else:
            shutil.copy(full, folder / "encoder.onnx")
    weights = {}
    for name, head in net.heads.items():
        if not name.startswith("tag_"):
            weights.update(
                {
                    f"{name}.{k}": v.detach().numpy().astype(np.float16 if quantise else np.float32)
                    for k, v in head.state_dict().items()
                }
            )
    np.savez_compressed(folder / "heads.npz", **weights)
    shutil.copy(pretrained() / "tokenizer.json", folder / "tokenizer.json")


def _tagger_nodes(path: Path) -> list[str]:
    """Names of the matrix products of the tagger heads, which stay in float (they are small and near the answer)."""
    import onnx

    graph = onnx.load(str(path)).graph
    return [n.name for n in graph.node if n.op_type in ("MatMul", "Gemm") and "heads" in n.name]


def meta(name: str, folder: Path, run: dict[str, Any], tuned: dict[str, float], more: dict[str, Any]) -> str:
    """Return the text of meta.toml."""
    files = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.iterdir())
        if p.suffix in (".onnx", ".npz", ".json")
    }
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()

    plain = {k: v for k, v in more.items() if not isinstance(v, dict)}
    tables = {k: v for k, v in more.items() if isinstance(v, dict)}
    head = {"name": name, "version": __version__, "commit": commit, "licence": "CC BY-SA 4.0"}
    told = "the run that made it\n" + run["text"]
    return card.toml({**head, **plain, "files": files, "tuned": tuned, "labels": data.labels(), **tables}, told)


def corpora(run: dict[str, Any], runs: Path) -> set[str]:
    """Return the names of all corpora that a run reads, and the runs that it starts from."""
    found = {name for stage in run["stage"] for name in stage["data"]}
    if "start" in run:
        found |= corpora(tomllib.loads((runs / f"{run['start']}.toml").read_text(encoding="utf-8")), runs)
    return found


def main() -> int:
    ask = argparse.ArgumentParser(prog="release", description=__doc__)
    ask.add_argument("run", type=Path)
    ask.add_argument("name")
    ask.add_argument("--out", type=Path, default=Path("models"))
    ask.add_argument("--fold", type=int, help="the network that has not seen this fold; no comparison, no card")
    ask.add_argument("--checkpoint", type=Path, help="instead of the last of the run")
    ask.add_argument("--data", type=Path, default=Path("../shared/data/train"))
    args = ask.parse_args()
    text = args.run.read_text(encoding="utf-8")
    run = {**tomllib.loads(text), "text": text}
    net = load(args.checkpoint) if args.checkpoint else trained(run, args.run.stem, args.fold)
    if run.get("release", {}).get("names") and args.fold is None:
        print(f"name tagger fitted anew: loss {refit.names(net, args.data):.4f} a word")
    folder, tuned = args.out / args.name, run.get("tuned", {})
    export(net, folder)
    (folder / "meta.toml").write_text(meta(args.name, folder, run, tuned, {}), encoding="utf-8")
    if args.fold is not None:
        return 0
    with tempfile.TemporaryDirectory() as tmp:
        full = Path(tmp)
        export(net, full, quantise=False)
        (full / "meta.toml").write_text(meta(args.name, full, run, tuned, {}), encoding="utf-8")
        print(f"float32 ONNX and torch differ by at most {agree.apart(net, full, args.data):.1e} in a tagger's logits")
        told = agree.compare(full, folder, args.data)
    card.write(folder, {"data": card.trained(corpora(run, args.run.parent), args.data), **told})
    print(f"{folder}: " + ", ".join(f"{p.name} {p.stat().st_size / 1e6:.1f} MB" for p in sorted(folder.iterdir())))
    return agree.verdict(told)


if __name__ == "__main__":
    sys.exit(main())
