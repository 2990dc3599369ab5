"""A folder for copies that only this program reads."""

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
    """Give an empty folder in the one for temporary files, for this user only; it is removed at the end with whatever is in it.

    What a program that was killed left is removed by the next one. Raises `ProjectError` where there is no room, or no such folder.
    """
    with (
        failures.temporary(),
        temporary_folder(Path(tempfile.gettempdir()) / f"annotator-{os.geteuid()}") as folder,
    ):
        yield folder
