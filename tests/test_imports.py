"""Who may import whom: the rooms of the house, as a table that the sources are held to."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "src" / "reportedly"
CENTRE = {"errors", "records", "codebook", "coding"}
ROOMS = {"reading", "engine", "lookup", "store", "export"}  # strangers to one another
MAY_IMPORT = {
    "__init__": {"desk"},  # lazily: `import reportedly` loads none of it
    "__main__": {"cli"},
    "errors": set(),
    "records": {"errors"},
    "codebook": {"errors", "records"},
    "coding": {"errors", "records", "codebook"},
    "settings": {"errors"},
    **dict.fromkeys(ROOMS, CENTRE),
    "scoring": CENTRE,
    "desk": CENTRE | ROOMS | {"settings"},
    "web": CENTRE | {"store", "export", "desk", "filing", "settings"},
    "filing": CENTRE | ROOMS | {"desk", "settings"},
    "watching": CENTRE | ROOMS | {"filing", "settings"},
    "cli_store": CENTRE | ROOMS | {"filing", "watching", "desk", "settings"},
    "cli_serve": CENTRE | {"filing", "watching", "reading", "store", "web", "cli_store"},
    "cli_lookup": CENTRE | {"lookup", "cli"},
    "cli": {"cli_store", "cli_lookup", "cli_serve"} | CENTRE | ROOMS | {"desk", "scoring", "settings", "web", "cli_export"},
    "cli_export": CENTRE | {"export", "store", "filing", "cli"},
}
IMPURE = {"asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "random", "shutil", "socket", "sqlite3"}
IMPURE |= {"subprocess", "tempfile", "threading", "time", "urllib"}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every import, inside functions as well; what a `from` names is part of the name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: relative imports hide the room; name it"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def faults(path: Path, house: Path = HOUSE) -> list[str]:
    """Return a line for each import of one source file that its room may not have."""
    room = path.relative_to(house).parts[0].removesuffix(".py")
    assert room in MAY_IMPORT, f"{path}: a new room; give it a row in the table"
    found = []
    for line, name in imports(path):
        top, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if top == "reportedly" and other not in MAY_IMPORT[room] | {room, "", "__version__"}:
            found.append(f"{path}:{line}: {room} imports {name}")
        if top == "torch" or top in ("training", "evaluation", "corpus") or (room == "coding" and top in IMPURE):
            found.append(f"{path}:{line}: {room} imports {name}")
    return found


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.py")), ids=lambda path: str(path.relative_to(HOUSE)))
def test_each_file_imports_only_what_its_room_may(path):
    assert not faults(path)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("reading/fetch.py", "from reportedly.store import queries"),
        ("reading/fetch.py", "def late():\n    import reportedly.engine.tagger"),
        ("coding/times.py", "from reportedly import lookup"),
        ("coding/times.py", "import time"),
        ("coding/times.py", "from pathlib import Path"),
        ("records.py", "from reportedly.codebook import load"),
        ("engine/tagger.py", "import torch.nn as nn"),
        ("desk.py", "from reportedly.cli import main"),
        ("cli.py", "from training import model"),
    ],
)
def test_a_wrong_import_is_found(file, source, tmp_path):
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, encoding="utf-8")
    assert len(faults(path, tmp_path)) == 1


def test_torch_is_imported_under_training_alone():
    mine = [p for top in ("src", "corpus", "evaluation", "tests") for p in (ROOT / top).rglob("*.py")]
    assert len(mine) > 5
    users = {str(path) for path in mine for _, name in imports(path) if name.split(".")[0] == "torch"}
    assert not users


def test_the_package_and_its_centre_load_neither_model_run_time_nor_web_stack():
    heavy = ("onnxruntime", "fastapi", "numpy", "torch", "trafilatura", "tokenizers")
    code = "import sys, reportedly, reportedly.codebook, reportedly.coding, reportedly.coding.segment; "
    code += f"reportedly.codebook.load(); print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
