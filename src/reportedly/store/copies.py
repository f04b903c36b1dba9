"""Near copies: which reports are reprints, light rewrites or longer versions of one text, by MinHash of three-word runs.

Short runs and a low bar find shortened reprints as well: on the reports of the corpus, pairs of different texts reach a
Jaccard similarity of .02 at most and reprints start at .12. Free rewrites are not found by their words; their agency
credit tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

HASHES, SEED, RUN = 128, 20250515, 3
ALIKE = 0.15  # estimated similarity from which on two texts are copies; the estimate is off by .03 (one sigma) there


def signature(text: str) -> bytes:
    """Return the MinHash signature of a text, 512 bytes; the same text gives the same bytes on every machine."""
    import numpy as np
    from rensa import RMinHash

    words = re.findall(r"\w+", text.casefold())
    runs = [" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))]
    hashed = RMinHash(num_perm=HASHES, seed=SEED)
    hashed.update(runs)
    return np.array(hashed.digest(), dtype="<u4").tobytes()


def similarities(one: bytes, others: Any) -> Any:
    """Return the estimated similarity of a signature to each row of an array of signatures (n × 128, uint32)."""
    import numpy as np

    return (others == np.frombuffer(one, dtype="<u4")).mean(1)


def stack(signatures: Sequence[bytes]) -> Any:
    """Return signatures as one array, a row each."""
    import numpy as np

    return np.frombuffer(b"".join(signatures), dtype="<u4").reshape(-1, HASHES)
