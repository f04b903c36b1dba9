"""Near copies: which reports are reprints, light rewrites or longer versions of one text.

MinHash of three-word runs finds the candidates; how many runs of the shorter text the other one has decides, so that a
reprint cut to a few paragraphs is found as well. On the training and dev reports of the corpus every reprint shares 19 % or
more of its runs with its original, pairs of other reports 10 % at most. Free rewrites are not found by their words; their
agency credit tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

HASHES, SEED, RUN = 128, 20250515, 3
LIKELY = 0.06  # estimated Jaccard similarity of candidates (off by .02, one sigma); a digest of fifteen texts copies none
COPIED = 0.15  # share of the shorter text's runs from which on two texts are copies


def _runs(text: str) -> list[str]:
    words = re.findall(r"\w+", text.casefold())
    return [" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))]


def copied(one: str, two: str) -> bool:
    """Return whether one of two texts has so many of the other's words in a row that it is a copy of it.

    >>> copied("Shells fell on the market at dawn, the army said.", "MARKET DAY. Shells fell on the market at dawn.")
    True
    """
    a, b = set(_runs(one)), set(_runs(two))
    return len(a & b) >= COPIED * min(len(a), len(b))


def signature(text: str) -> bytes:
    """Return the MinHash signature of a text, 512 bytes; the same text gives the same bytes on every machine."""
    import numpy as np
    from rensa import RMinHash

    hashed = RMinHash(num_perm=HASHES, seed=SEED)
    hashed.update(_runs(text))
    return np.array(hashed.digest(), dtype="<u4").tobytes()


def similarities(one: bytes, others: Any) -> Any:
    """Return the estimated similarity of a signature to each row of an array of signatures (n × 128, uint32)."""
    import numpy as np

    return (others == np.frombuffer(one, dtype="<u4")).mean(1)


def stack(signatures: Sequence[bytes]) -> Any:
    """Return signatures as one array, a row each."""
    import numpy as np

    return np.frombuffer(b"".join(signatures), dtype="<u4").reshape(-1, HASHES)
