"""What tests of the screens with changes not yet saved share: a project, the program on it, and who is in the way."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from annotator import labels
from annotator.model import Incoming
from annotator.project import Project
from tests.adding import add_articles
from tests.end_to_end.terminal import Terminal
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

Open = Callable[..., Terminal]

FIRST = "وصلت قافلة الهلال الأبيض إلى البلدة مساء أمس."
SECOND = "نفى مجلس المدينة وقوع أي هجوم على الميناء."


class State(NamedTuple):
    """What a project has of one person: spans by article, statuses with notes, how often the history grew."""

    spans: dict[str, list[tuple[int, int, str]]]
    statuses: dict[str, tuple[str, str]]
    operations: int
    seconds: float


def make(path: Path) -> Path:
    """Make a project of two articles."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Project.create(path, labels.default()) as project:
        add_articles(
            project,
            (Incoming(text=text, path=path, id=name) for name, text in (("one", FIRST), ("two", SECOND))),
        )
    return path


def state(path: Path, person: str = "huda") -> State:
    """Read what a person has in the project."""
    with Project.open(path) as project:
        progress = {article: project.work.progress(article, person) for article in ("one", "two")}
        return State(
            spans={
                article: [
                    (span.start, span.end, span.label) for span in project.layers.get(article, person).spans
                ]
                for article in progress
            },
            statuses={article: (str(was.status), was.note) for article, was in progress.items()},
            operations=sum(len(project.layers.operations(article, person)) for article in progress),
            seconds=sum(was.seconds for was in progress.values()),
        )


def annotate(folder: Path, path: Path, *arguments: str, **more: Any) -> Terminal:
    """Open the first article as huda."""
    return Terminal(
        "--project", str(path), "annotate", "one", "--as", "huda", *arguments, folder=folder, **more
    )


@contextmanager
def opening(folder: Path, path: Path, size: tuple[int, int] = (100, 30)) -> Iterator[Open]:
    """Give what opens the project, as huda or another, in terminals of `size` (columns, rows), which are closed at the end."""
    with ExitStack() as stack:

        def open_(at: Path = path, *, name: str = "huda", **more: Any) -> Terminal:
            terminal = annotate(folder, at, "--as", name, size=size, **more)
            stack.callback(terminal.close)
            return terminal

        yield open_


WIDE = (200, 40)
"""A terminal that is wide enough for a notice."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a project of two articles, in a folder of its own."""
    return make(tmp_path / "work" / "annotator.db")


@pytest.fixture
def open_(tmp_path: Path, path: Path) -> Iterator[Open]:
    """Open the project in a terminal."""
    with opening(tmp_path, path) as open_:
        yield open_


_UNTIMED = "from annotator.tui.annotating.open_article import Stopwatch; Stopwatch.tick = lambda _: None;"
_MAIN = "from annotator.cli import main; main(prog_name='annotator')"

UNTIMED = (sys.executable, "-c", _UNTIMED + _MAIN)
"""The program that counts no time of work, which is a change of its own where it comes to a second."""

NOWHERE = (
    "-c",
    f"from annotator.store.disk import rescue_paths; rescue_paths.fallback_folders = list; {_UNTIMED} {_MAIN}",
)
"""What Python runs for such a program where no rescue file can be written outside the project's folder."""

_UNHURRIED = "from annotator.tui.terminal import driver; driver.GRACE = 3600.0;"

UNHURRIED = (sys.executable, "-c", _UNHURRIED + _MAIN)
"""The program that has as long as it takes for its own way out after a signal."""

PATIENT = (
    sys.executable,
    "-c",
    f"from annotator.store.file import connection; connection.BUSY_SECONDS = 3600.0; {_UNHURRIED} {_MAIN}",
)
"""Such a program that waits for a locked project as long as it takes: its rescue file is there only once it is to end."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the right to write to the project, as another program does that is in the middle of something."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def rescue_files(*folders: Path) -> list[Path]:
    """Return the rescue files in some folders and below them."""
    return sorted(path for folder in folders if folder.exists() for path in folder.rglob("*.rescue-*.jsonl"))


def wait_for_file(*folders: Path) -> Path:
    """Wait until a rescue file is there."""
    end = time.monotonic() + PATIENCE
    while not (found := rescue_files(*folders)):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found[0]


def lines(path: Path) -> list[Any]:
    """Return the header of a rescue file and its changes."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


WORK = ("a", "left", "l", "left", "w", "u")
AFTER = {"one": [(0, 4, "actor"), (5, 10, "location")], "two": [(0, 3, "claim")]}


def work(terminal: Terminal) -> None:
    """Tag three words, take one back, finish the article, tag in the next one and flag that."""
    terminal.until_text("todo, 0 spans, saved")
    terminal.press(*WORK)
    terminal.until_text("2 spans")
    terminal.press("enter")
    terminal.until_text("2 of 2")
    terminal.press("c")
    terminal.until_text("doing, 1 span")
    terminal.press("f", *"ثلاثة أسماء", "enter")
    terminal.until_text("flagged, 1 span")


CHANGES = 7
"""How many changes `work` makes; the time that is counted meanwhile may be others."""


def check_whole(path: Path) -> None:
    """Look whether all that `work` did is in the project, once."""
    found = state(path)
    assert found.spans == AFTER
    assert found.statuses == {"one": ("done", ""), "two": ("flagged", "ثلاثة أسماء")}
    assert found.operations == 5


def kept(terminal: Terminal) -> tuple[int, Path]:
    """Return how many changes the program said that it kept, and where, as it ended."""
    told = re.search(
        r"(\d+) changes? w(?:as|ere) kept in (.+?\.jsonl)\.", terminal.raw.decode("utf-8", "replace")
    )
    assert told is not None, terminal.raw[-2000:].decode("utf-8", "replace")
    return int(told[1]), Path(told[2])


def check_file(path: Path, count: int) -> list[Any]:
    """Look whether a rescue file has as many changes as was said, for nobody else's eyes; return them."""
    header, *changes = lines(path)
    assert header["count"] == len(changes) == count
    assert header["person"] in {"huda", "nadia"}
    assert path.stat().st_mode & 0o777 == 0o600
    return changes


def changes(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"


def count_in(path: Path) -> int:
    """Return how many changes a rescue file has; the time of work is one where a second was counted."""
    return len(lines(path)) - 1


def bring_in(terminal: Terminal, count: int) -> None:
    """Answer the question about rescue files with Enter, and leave."""
    terminal.until_text(f"{changes(count)} of yours", "Enter: bring")
    terminal.press("enter")
    terminal.until_text(f"{changes(count)} came in")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0


def check_nothing_offered(terminal: Terminal) -> None:
    """Look whether the program opens without a question."""
    terminal.until_text("saved")
    assert "Enter: bring" not in terminal.text
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0


def check_once(open_: Open, path: Path, count: int) -> None:
    """Bring in what is offered, see that it is whole, and that nothing is offered any more."""
    bring_in(open_(path), count)
    check_whole(path)
    check_nothing_offered(open_(path))
    check_whole(path)
