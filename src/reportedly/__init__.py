"""Reportedly turns news reports into event data you can check: who did what to whom, and according to whom.

    import reportedly
    coder = reportedly.load()
    coding = coder.code("Rebels shelled Goma on Monday, the army said.", published="2025-01-28")
    for event in coding.events:
        print(event.type, event.status, [a.name for a in event.actors], event.sentence.text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from reportedly.desk import Coder, load

__all__ = ["Coder", "__version__", "load"]


def __getattr__(name: str) -> Any:
    if name in ("Coder", "load"):
        from reportedly import desk

        return getattr(desk, name)
    raise AttributeError(f"module 'reportedly' has no attribute {name!r}")
