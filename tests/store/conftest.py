from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.helpers import OTHER, TEXT, make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project with two articles, 1.txt and 2.txt."""
    with make(tmp_path / "annotator.db", TEXT, OTHER) as made:
        yield made
