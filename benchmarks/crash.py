"""Opening a project that a crash left with its log, as against one without."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from annotator.model import Status
from annotator.project import Project
from annotator.store.disk.sqlite_files import has_log, log_of
from benchmarks.material import ANNOTATOR, library_project
from benchmarks.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = (2_000, 21_000)
CHANGES = 100


def run(*, quick: bool) -> Iterator[Table]:
    """Open each project several times, with a log of a hundred changes and without."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for number in (50,) if quick else ARTICLES:
            path = library_project(Path(name, f"{number}.db"), number)
            crashed = Path(name, f"crashed-{number}.db")
            with Project.open(path) as project:
                for place in range(min(CHANGES, number)):
                    project.work.set_status(str(place), ANNOTATOR, Status.FLAGGED, "note")
                shutil.copyfile(path, crashed)
                shutil.copyfile(log_of(path), log_of(crashed))
            size = path.stat().st_size / 1e6
            log = log_of(crashed).stat().st_size / 1e6
            times = range(1 if quick else 5)
            rows.append((size, log, _median(path, times), _median(crashed, times)))
    yield Table(
        title="Opening a project after a crash",
        command="python -m benchmarks crash",
        about="in one process, from the call until the project is open; every twentieth article has twenty spans.",
        columns=("project, MB", "log, MB", "without a log, s", "with the log of a crash, s"),
        rows=tuple(rows),
    )


def _median(path: Path, times: range) -> float:
    took = []
    copy = path.with_name("opened.db")
    for _ in times:
        shutil.copyfile(path, copy)
        if has_log(path):
            shutil.copyfile(log_of(path), log_of(copy))
        os.sync()
        start = time.perf_counter()
        project = Project.open(copy)
        took.append(time.perf_counter() - start)
        project.close()
    return median(took)
