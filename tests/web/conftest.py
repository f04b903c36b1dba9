import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from desk_made import client, filled


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store that the tests of a module only read."""
    return filled(tmp_path_factory.mktemp("desk") / "s.sqlite")


@pytest.fixture(scope="module")
def desk(store):
    return client(store)


@pytest.fixture
def own(tmp_path):
    """A store that a test may change."""
    return filled(tmp_path / "s.sqlite")
