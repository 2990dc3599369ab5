"""Files are read once, whatever is in them, and a span in the last line still makes it all or nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from annotator.formats import text_files
from annotator.model import ImportOptions, Incoming, IncomingSpan, Loss
from annotator.project import Project
from annotator.store.importing import spool as spool_of
from annotator.store.importing import storing
from annotator.store.importing.importing import import_articles
from annotator.store.importing.records import check_record
from annotator.store.importing.spool import Spool
from tests.store.helpers import HUDA, SCHEMA, TEXT, incoming, make
from tests.store.importing.test_stopped import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def span(label: str = "actor") -> IncomingSpan:
    return IncomingSpan(start=0, end=3, label=label, annotator=HUDA)


def texts(number: int) -> Iterator[Incoming]:
    yield from (incoming(f"{place} {TEXT}", id=f"x{place}") for place in range(number))


def stored(project: Project) -> tuple[int, int]:
    """Return how many articles and spans there are."""
    tables = [project._connection.row(f"SELECT count(*) FROM {table}") for table in ("article", "span")]
    articles, spans = (row[0] for row in tables if row)
    return articles, spans


@pytest.mark.parametrize("spans", [False, True])
@pytest.mark.parametrize("options", [{}, {"update": True}, {"skip_bad": True}])
def test_a_file_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spans: bool, options: dict[str, Any]
) -> None:
    read: list[int] = []
    lines = text_files.utf_8_lines

    def counted(path: Path) -> Iterator[tuple[int, bytes]]:
        for number, line in lines(path):
            read.append(number)
            yield number, line

    source = corpus(tmp_path / "new.jsonl", 700, spans=spans)
    with make(tmp_path / "annotator.db") as project:
        monkeypatch.setattr(text_files, "utf_8_lines", counted)
        report = project.imports.add_files([source], how=ImportOptions(**options))
        assert (report.added, report.spans) == (700, 700 * spans)
    assert read == list(range(1, 701))


def test_what_is_read_and_what_is_stored_is_told(project: Project) -> None:
    reading: list[int] = []
    importing: list[int] = []
    records = [*texts(1200), incoming("جديد", id="last", spans=(span(),))]
    import_articles(
        project._connection, SCHEMA, lambda: records, ImportOptions(), importing.append, reading.append
    )
    assert reading == [0, 500, 1000]
    assert importing[-1] == 1201


@pytest.mark.parametrize("last", ["a label", "an id", "no annotator"])
def test_a_span_in_the_last_line_makes_it_all_or_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    monkeypatch.setattr(storing, "BATCH_RECORDS", 50)
    bad = {
        "a label": incoming("جديد", id="last", spans=(span("nobody"),)),
        "an id": incoming("جديد", id="1.txt", spans=(span(),)),
        "no annotator": incoming("جديد", id="last", spans=(IncomingSpan(start=0, end=3, label="actor"),)),
    }[last]
    report = import_articles(project._connection, SCHEMA, lambda: [*texts(333), bad], ImportOptions())
    assert report.stopped
    assert stored(project) == (2, 0)
    good = incoming("جديد", id="last", spans=(span(),))
    report = import_articles(project._connection, SCHEMA, lambda: [*texts(333), good], ImportOptions())
    assert (report.stopped, report.added, report.spans) == (False, 334, 1)
    assert stored(project) == (336, 1)


def test_all_faults_are_told_in_the_order_of_reading(project: Project) -> None:
    """Those that a record has by itself, and those that only the project and the other records show."""
    records = [
        incoming("", line=1),
        incoming("أول", id="1.txt", line=2),
        incoming("ثان", id="a", line=3, spans=(IncomingSpan(start=0, end=99, label="actor"),)),
        incoming("ثالث", id="b", line=4, spans=(span(),)),
        incoming("رابع", id="b", line=5, spans=(span(),)),
        incoming("خامس", id="c\0", line=6),
    ]
    report = import_articles(project._connection, SCHEMA, lambda: records, ImportOptions())
    assert [one.line for one in report.refused] == [1, 2, 3, 5, 6]
    assert (report.refusals, report.stopped, stored(project)) == (5, True, (2, 0))
    report = import_articles(project._connection, SCHEMA, lambda: records, ImportOptions(skip_bad=True))
    assert [one.line for one in report.refused] == [1, 2, 3, 5, 6]
    assert (report.added, report.spans, stored(project)) == (1, 1, (3, 1))


@pytest.mark.parametrize("spans", [False, True])
def test_a_program_that_is_killed_leaves_whole_batches_or_nothing(tmp_path: Path, spans: bool) -> None:
    source = corpus(tmp_path / "new.jsonl", 6000, spans=spans)
    path = tmp_path / "annotator.db"
    make(path).close()
    running = subprocess.Popen(
        [sys.executable, "-m", "annotator", "import", str(source), "--project", str(path)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    log = path.with_name("annotator.db-wal")
    while running.poll() is None and (log.stat().st_size if log.exists() else 0) < 2_000_000:
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    running.wait()
    with Project.open(path) as project:
        articles, marked = stored(project)
        assert marked == articles * spans
        assert not spans or articles in {0, 6000}
        assert articles < 6000 or running.returncode != -signal.SIGKILL or spans
        again = project.imports.add_files([source])
        assert (again.added, again.skipped) == (6000 - articles, articles)
        assert stored(project) == (6000, 6000 * spans)


@pytest.mark.parametrize("in_memory", [0, 8_000_000])
def test_what_is_told_of_a_record_may_be_no_unicode(monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    """A loss and a note name fields of a file as they are there."""
    record = incoming(
        TEXT,
        name="خبر\udcff.txt",
        lost={"fields '\udcff' of spans": 2, Loss.EMPTY.value: 1},
        notes=("قُرئ \udcff",),
    )
    checked = check_record(record, ImportOptions(), frozenset())
    monkeypatch.setattr(spool_of, "IN_MEMORY", in_memory)
    with Spool() as spool:
        spool.add(3, checked)
        ((number, back),) = spool.records()
    assert (number, back.path, back.article) == (3, record.path, checked.article)
    assert [*back.lost.values()] == [2, 1]
    assert len(back.notes) == 1
