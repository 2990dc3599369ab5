from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project

Started = list[tuple[str, str, str | None, str]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """What the screens were started with, on something like a terminal."""
    calls: Started = []

    def run(reader: Project, annotator: str, article: str | None, bidi: str, *_: object) -> None:
        calls.append((reader.path.name, annotator, article, bidi))

    def terminal(_command: str) -> None:
        pass

    monkeypatch.setattr("annotator.cli.annotate.require_terminal", terminal)
    monkeypatch.setattr("annotator.tui.run", run)
    return calls


@pytest.mark.parametrize("command", [[], ["annotate"]])
def test_in_a_folder_without_a_project(run: Run, started: Started, command: list[str]) -> None:
    line = only_line(run(*command, status=1).stderr)
    assert line.startswith("There is no project at annotator.db.")
    assert "annotator init" in line
    assert "annotator import" in line
    assert not started


@pytest.mark.parametrize("command", [[], ["annotate"]])
@pytest.mark.usefixtures("project")
def test_without_a_terminal(run: Run, command: list[str]) -> None:
    line = only_line(run(*command, status=2).stderr)
    assert line == "annotator annotate needs a terminal; here standard input or output is none."


def test_no_command_is_annotate(
    run: Run, project: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "login")
    run()
    run("--as", "هدى")
    run("annotate", "--as", " Salim ", "--bidi", "kitty")
    monkeypatch.setenv("ANNOTATOR_NAME", "ليلى")
    run("--project", str(project))
    assert started == [
        ("annotator.db", "login", None, "auto"),
        ("annotator.db", "هدى", None, "auto"),
        ("annotator.db", "salim", None, "kitty"),
        (project.name, "ليلى", None, "auto"),
    ]


@pytest.mark.parametrize(("key", "article"), [("second", "second"), ("2", "second")])
@pytest.mark.usefixtures("project")
def test_an_article_by_its_id_or_number(run: Run, started: Started, key: str, article: str) -> None:
    run("annotate", key, "--as", "huda")
    assert started == [("annotator.db", "huda", article, "auto")]


@pytest.mark.usefixtures("project")
def test_an_article_that_there_is_not(run: Run, started: Started) -> None:
    assert "third" in only_line(run("annotate", "third", "--as", "huda", status=1).stderr)
    assert not started


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "An annotator's name can't be empty; give one with --as NAME."),
        ("  ", "An annotator's name can't be empty; give one with --as NAME."),
        ("a" * 65, "An annotator's name has at most 64 characters; this one has 65."),
        (
            "a\x1bb",
            r"The annotator's name 'a\x1bb' has characters that can't be seen; give another with --as NAME.",
        ),
        (
            "a\u202eb",
            r"The annotator's name 'a\u202eb' has characters that can't be seen; give another with --as NAME.",
        ),
        ("all", "'all' can't be an annotator's name, because --layer all means something else."),
        ("Gold", "'Gold' can't be an annotator's name, because --layer Gold means something else."),
    ],
)
@pytest.mark.usefixtures("project")
def test_names_that_nobody_can_have(run: Run, started: Started, name: str, said: str) -> None:
    assert only_line(run("--as", name, status=2).stderr) == said
    assert not started


@pytest.mark.usefixtures("project")
def test_a_login_name_that_is_not_known(run: Run, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert only_line(run(status=2).stderr) == "Who annotates is not known here; say it with --as NAME."
    run("--as", "huda")
    assert len(started) == 1


@pytest.mark.usefixtures("project")
def test_an_unknown_way_with_arabic(run: Run) -> None:
    assert (
        "--bidi can't be sideways: it is one of auto, visual, words, kitty"
        in run("--bidi", "sideways", status=2).stderr
    )


@pytest.mark.usefixtures("here")
def test_the_demo_opens_as_the_user(run: Run, started: Started) -> None:
    run("demo", "--dir", "try", "--as", "huda", "--bidi", "visual")
    assert started == [("annotator.db", "huda", None, "visual")]


def test_the_demo_without_a_terminal_makes_nothing(run: Run, here: Path) -> None:
    line = only_line(run("demo", status=2).stderr)
    assert line == "annotator demo needs a terminal; here standard input or output is none."
    assert not list(here.iterdir())
