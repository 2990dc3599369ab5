"""What other programs do to a project at the same time: `python -m tests.store.workers WHAT PATH NAME`.

Each says *ready*, waits for a line, does its work, and prints what was acknowledged.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.editing import Session
from annotator.errors import DuplicateSpanError, ProjectExistsError, StaleSpanError
from annotator.model import Status
from annotator.project import Project
from annotator.store.opening.opening import open_project
from tests.adding import add_articles
from tests.patience import PATIENCE
from tests.store.helpers import SCHEMA, adding, incoming
from tests.store.opening.test_upgrading import NEXT
from tests.store.test_gold import decision, gold_span, making

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
WRITES = 60


def create(path: Path, name: str) -> None:
    """Make the project and say who did."""
    try:
        Project.create(path, SCHEMA).close()
        print(name)
    except ProjectExistsError:
        print("there is one")


def migrate(path: Path, _name: str) -> None:
    """Open the project with more steps than it has."""
    open_project(path, steps=NEXT).close()
    print("open")


def record(path: Path, name: str) -> None:
    """Tag in the first article, opening and closing the project now and then."""
    for start in range(0, WRITES, 20):
        with Project.open(path, busy_seconds=PATIENCE) as project:
            session = Session(
                "1.txt",
                name,
                10_000,
                project.layers.get("1.txt", name),
                project.layers.operations("1.txt", name),
            )
            for offset in range(start, start + 20):
                (operation,) = session.add(offset, offset + 1, "actor")
                project.layers.record(operation)
                assert operation.edit.after is not None
                print(operation.edit.after.id)


def same(path: Path, name: str) -> None:
    """Tag what the others, who have the same name, tag too."""
    with Project.open(path, busy_seconds=PATIENCE) as project:
        for offset in range(WRITES):
            operation = adding(offset, offset + 1, annotator="هدى")
            try:
                project.layers.record(operation)
            except DuplicateSpanError:
                continue
            print(offset, name)


def fill(path: Path, name: str) -> None:
    """Bring articles in, half of which everyone brings in."""
    texts = [f"خبر {place}" if place % 2 else f"خبر {place} من {name}" for place in range(WRITES)]
    with Project.open(path, busy_seconds=PATIENCE) as project:
        for text in texts:
            report = add_articles(project, [incoming(text)])
            assert not report.refused
            print(report.added)


def spend(path: Path, name: str) -> None:
    """Spend time with the first article under one name."""
    with Project.open(path, busy_seconds=PATIENCE) as project:
        for _ in range(WRITES):
            project.work.add_time("1.txt", "هدى", 1)
        print(name)


def decide(path: Path, name: str) -> None:
    """Decide what the others decide too."""
    with Project.open(path, busy_seconds=PATIENCE) as project:
        for offset in range(WRITES):
            try:
                project.gold.decide(
                    making(decision(gold_span(offset, offset + 1), adjudicator=name), adjudicator=name)
                )
            except StaleSpanError:
                continue
            print(offset)


def claim(path: Path, name: str) -> None:
    """Ask for one article after the other and finish each, until there is none."""
    with Project.open(path, busy_seconds=PATIENCE) as project:
        after = None
        while (article := project.pool.next_article(name, after)) is not None:
            print(article)
            project.work.set_status(article, name, Status.DONE)
            after = article


def ask(path: Path, name: str) -> None:
    """Ask for one article and leave it."""
    with Project.open(path, busy_seconds=PATIENCE) as project:
        print(project.pool.next_article(name.partition(" ")[0]))


WORK: dict[str, Callable[[Path, str], None]] = {
    work.__name__: work for work in (create, migrate, record, same, fill, spend, decide, claim, ask)
}


def together(what: str, path: Path, names: list[str]) -> list[list[str]]:
    """Run one process for each name at the same time; return the lines that each printed."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.workers", what, path, name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for name in names
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [(*process.communicate(timeout=PATIENCE), process.returncode) for process in processes]
    for _, error, status in ended:
        assert status == 0, error
    return [out.split("\n")[:-1] for out, _, _ in ended]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print("ready", flush=True)
    sys.stdin.readline()
    WORK[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
