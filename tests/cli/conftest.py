from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.dealt import grow
from tests.cli.evaluations import CLAIM, CONVOY, PORT, SPOKESMAN, THIRD, VILLAGE, WHO, record, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from click.testing import Result

FIRST = "أعلن لواء الضفة إصابة ناقلة ذخيرة في مرفأ الغضا 🚢.\r\nونفى المجلس ذلك.\n"
SECOND = "وصلت شاحنات الإغاثة إلى قرية عين السدر صباحًا."


class Run(Protocol):
    def __call__(self, *args: str, status: int = 0, env: Mapping[str, str] | None = None) -> Result: ...


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and no settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("ANNOTATOR_PROJECT", "ANNOTATOR_NAME", "ANNOTATOR_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:  # noqa: ARG001
    """Run a command in that folder; its exit status is checked."""

    def run(*args: str, status: int = 0, env: Mapping[str, str] | None = None) -> Result:
        result = CliRunner().invoke(program, args, env=env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def project(here: Path, run: Run) -> Path:
    """A project of two articles: the first done by huda and begun by salim, the second untouched."""
    (here / "first.txt").write_bytes(FIRST.encode())
    (here / "second.txt").write_bytes(SECOND.encode())
    run("init")
    run("import", "first.txt", "second.txt")
    path = here / "annotator.db"
    with Project.open(path) as opened:
        huda = [
            Span.new(*span, "huda") for span in ((5, 15, "actor"), (5, 47, "claim"), (37, 47, "location"))
        ]
        opened.layers.add("first", "huda", huda, Status.DONE)
        opened.layers.add("first", "salim", [Span.new(22, 32, "weapon", "salim")], Status.DOING)
    return path


def only_line(text: str) -> str:
    """The one line that a person is told."""
    (line,) = text.splitlines()
    return line


@pytest.fixture
def gold(project: Path, here: Path, run: Run) -> Path:
    """Three articles, of which two are gold: the first with three spans, the second with two; the third nobody has finished."""
    (here / "third.txt").write_text(THIRD)
    run("import", "third.txt")
    with Project.open(project) as opened:
        for article, spans in (("first", (WHO, CLAIM, PORT)), ("second", (CONVOY, VILLAGE))):
            for name in ("huda", "maryam"):
                if (article, name) != ("first", "huda"):
                    opened.layers.add(article, name, [Span.new(*span, name) for span in spans], Status.DONE)
    run("adjudicate", "--auto", "--as", "boss", "--policy", "adjudicator:huda")
    return project


@pytest.fixture
def predictions(gold: Path, here: Path) -> Path:  # noqa: ARG001
    """Predictions of all three articles: of 5 spans of the gold one is found as it is, one with an edge more."""
    path = here / "ner.jsonl"
    write(
        path,
        record(FIRST, (5, 15, "actor"), (34, 47, "location"), id="any other id"),
        record(SECOND, (26, 38, "actor")),
        record(THIRD, SPOKESMAN),
    )
    return path


@pytest.fixture
def ten(here: Path, run: Run) -> Path:
    """A project with ten articles that huda alone has finished."""
    run("init")
    grow(here / "annotator.db", *range(10))
    return here / "annotator.db"
