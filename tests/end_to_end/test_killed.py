"""A program that is killed while it writes loses nothing that it had acknowledged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.editing import Session
from annotator.model import Layer, Move, Operation, Status
from annotator.project import Project
from tests.store.helpers import HUDA, TEXT, make
from tests.store.listing import listed
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.model import Span

pytestmark = pytest.mark.tried("killed (SIGKILL) while it saves spans, articles and layers")

ROUNDS = 12
ANNOTATING = """
import itertools, random, sys
import msgspec
from pathlib import Path
from annotator.editing import Session
from annotator.model import Edit, Span
from annotator.project import Project
from tests.store.helpers import HUDA

chance = random.Random(int(sys.argv[2]))
with Project.open(Path(sys.argv[1])) as project:
    length = len(project.articles.get("1").text)
    session = Session("1.txt", HUDA, length, project.layers.get("1.txt", HUDA), project.layers.operations("1.txt", HUDA))
    for turn in itertools.count():
        spans = session.layer.spans
        what = chance.choice(["add", "add", "add", "many", "relabel", "remove", "undo", "redo"])
        if what == "many":
            count = chance.randrange(2, 30)
            new = [Span.new(start, start + 2, f"{sys.argv[2]}-{turn}-{count}", HUDA) for start in range(count)]
            operations = session.change_all([Edit(before=None, after=span) for span in new])
        elif what == "add" or not spans:
            start = turn % (length - 1)
            operations = session.add(start, start + 1 + turn % 2, f"{sys.argv[2]}-{turn}")
        elif what == "relabel":
            span = chance.choice(spans)
            operations = session.change(span, start=span.start, end=span.end, label=f"{sys.argv[2]}-{turn}")
        elif what == "remove":
            operations = session.remove(chance.choice(spans))
        else:
            operations = session.undo() if what == "undo" else session.redo()
        project.layers.record(*operations)
        for operation in operations:
            print(msgspec.json.encode(operation).decode(), flush=True)
"""
IMPORTING = """
import itertools, sys
from pathlib import Path
from annotator.model import Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import incoming
from tests.store.listing import listed

with Project.open(Path(sys.argv[1])) as project:
    for turn in itertools.count(len(listed(project, ""))):
        report = add_articles(project, [incoming(f"خبر {turn}، جزء {part}", id=f"{turn}-{part}") for part in range(5)])
        assert report.added == 5, report
        spans = [Span.new(place, place + 1, "actor", "ليلى") for place in range(6)]
        project.layers.add(f"{turn}-0", "ليلى", spans, Status.DONE)
        print(turn, flush=True)
"""


def killed(script: str, path: Path, seed: int) -> list[str]:
    """Run a program until it has acknowledged some writes, kill it, and return all that it acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", script, path, str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline() for _ in range(1 + seed * 7 % 40)]
        process.kill()
        lines += process.stdout.readlines()
        assert process.wait() == -9, process.stderr.read()
    return [line.strip() for line in lines if line.endswith("\n")]


def replayed(operations: Sequence[Operation]) -> list[Span]:
    """Return the layer that a history leads to."""
    spans: dict[str, Span] = {}
    for operation in operations:
        before, after = operation.edit.before, operation.edit.after
        if before is not None:
            assert spans.pop(before.id) == before
        if after is not None:
            assert after.id not in spans
            spans[after.id] = after
    return sorted(spans.values(), key=lambda span: span.order)


def _together(one: Operation) -> tuple[str, object]:
    """Return what operations of one step share, and no others."""
    return one.step, one.move if one.step else id(one)


def check_steps(operations: Sequence[Operation]) -> None:
    """Require that each step is there as a whole: the labels that it added say of how many spans it is."""
    for (step, _), together in groupby(operations, _together):
        made = list(together)
        if step:
            span = made[0].edit.after or made[0].edit.before
            assert span is not None
            assert len(made) == int(span.label.rpartition("-")[2])


def check_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make(tmp_path / "annotator.db", TEXT).close()
    return tmp_path / "annotator.db"


@pytest.mark.times(ROUNDS)
def test_every_acknowledged_span_is_there(path: Path) -> None:
    operations: list[Operation] = []
    for seed in range(ROUNDS):
        acknowledged = [msgspec.json.decode(line, type=Operation) for line in killed(ANNOTATING, path, seed)]
        known = len(operations)
        with Project.open(path) as project:
            operations = project.layers.operations("1.txt", HUDA)
            layer = project.layers.get("1.txt", HUDA)
        assert operations[known : known + len(acknowledged)] == acknowledged
        # What was under way may have come through, and what one key did has done so as a whole.
        under_way = operations[known + len(acknowledged) :]
        last = acknowledged[-1].step
        assert sum(1 for (step, _), _all in groupby(under_way, _together) if not last or step != last) <= 1
        check_steps(operations)
        assert list(layer.spans) == replayed(operations)
        check_file(path)
    assert {operation.move for operation in operations} == set(Move)


def test_after_a_kill_everything_can_still_be_undone(path: Path) -> None:
    for seed in (5, 9):
        killed(ANNOTATING, path, seed)
    with Project.open(path) as project:
        session = Session(
            "1.txt",
            HUDA,
            len(TEXT),
            project.layers.get("1.txt", HUDA),
            project.layers.operations("1.txt", HUDA),
        )
        while operations := session.undo():
            project.layers.record(*operations)
        assert project.layers.get("1.txt", HUDA) == Layer(article="1.txt", annotator=HUDA) == session.layer


@pytest.mark.times(4)
def test_articles_and_layers_come_in_whole_or_not_at_all(path: Path) -> None:
    for seed in range(4):
        acknowledged = killed(IMPORTING, path, seed)
        with Project.open(path) as project:
            rows = listed(project, "ليلى")
            assert (len(rows) - 1) % 5 == 0
            ids = {row.id for row in rows}
            assert ids.issuperset(f"{turn}-{part}" for turn in acknowledged for part in range(5))
            for row in rows:
                assert row.spans in (0, 6)
                assert (row.status is Status.DONE) == (row.spans == 6)
                assert len(project.layers.operations(row.id, "ليلى")) == row.spans
            assert {f"{turn}-0" for turn in acknowledged} <= {row.id for row in rows if row.spans}
        check_file(path)
