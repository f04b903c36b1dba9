"""Everything Reportedly raises on purpose, in one tree.

    ReportedlyError
    ├── ReadingError              a source could not become reports            (.source)
    │   ├── FetchError            an address could not be fetched              (.source is the URL)
    │   └── FormatError           bytes arrived but are not what they claim
    ├── RecordError               a record breaks its form or the codebook     (.subject)
    ├── EngineError               the model files are missing or damaged       (.path)
    ├── StoreError                the store's file cannot be used              (.path)
    └── UsageError                the request itself makes no sense            (exit 2)

Each message names its subject, says what was found, and what to do. In a batch, trouble with one input is
handed on as a value of these types and the rest goes on; anything outside this tree is a bug.
"""

from __future__ import annotations


class ReportedlyError(Exception):
    """Root of all errors raised on purpose; `str(error)` is one line fit for a person."""


class ReadingError(ReportedlyError):
    """A source could not be read. `.source` is the input as the user named it."""

    def __init__(self, source: str, found: str, advice: str = "") -> None:
        self.source, self.found, self.advice = source, found, advice
        super().__init__(f"{source}: {found}" + (f"; {advice}" if advice else ""))


class FetchError(ReadingError):
    """An address could not be fetched (refused, timed out, answered with an error, not allowed)."""


class FormatError(ReadingError):
    """The bytes are empty, binary, truncated or not of the form they claim."""


class RecordError(ReportedlyError):
    """A record breaks its form or the codebook. `.subject` is the id of the event or report."""

    def __init__(self, subject: str, found: str) -> None:
        self.subject, self.found = subject, found
        super().__init__(f"{subject}: {found}")


class EngineError(ReportedlyError):
    """The model files are missing or damaged. `.path` is where they were looked for."""

    def __init__(self, path: str, found: str) -> None:
        self.path, self.found = path, found
        super().__init__(f"{path}: {found}; reinstall reportedly or point REPORTEDLY_MODEL at a model folder")


class StoreError(ReportedlyError):
    """The store's file cannot be used. `.path` is the file."""

    def __init__(self, path: str, found: str, advice: str) -> None:
        self.path, self.found, self.advice = path, found, advice
        super().__init__(f"{path}: {found}; {advice}")


class UsageError(ReportedlyError):
    """The request itself makes no sense; the command line turns it into exit 2."""
