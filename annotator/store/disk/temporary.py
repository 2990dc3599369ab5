"""A private folder for temporary copies."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.files import temporary_folder
from annotator.store.disk import failures

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give an empty folder for this user only, removed at the end; what a killed run left is removed, too.

    Raises `ProjectError` if there is no room or no folder for temporary files.
    """
    with (
        failures.temporary(),
        temporary_folder(Path(tempfile.gettempdir()) / f"annotator-{os.geteuid()}") as folder,
    ):
        yield folder
