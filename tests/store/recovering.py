"""What the tests of recover share: a project with everything in it, and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.ruins import Contents, build, contents_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with everything in it."""
    path = tmp_path_factory.mktemp("whole") / "annotator.db"
    build(path)
    return path


@pytest.fixture(scope="module")
def before(whole: Path) -> Contents:
    return contents_of(whole)
