"""What is told: true of the project that it is about, in one or two sentences, with commands that work as they stand."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from annotator.cli.group import program
from annotator.command_line import command_line
from annotator.errors import who_there_is
from annotator.model import Span, Status
from annotator.project import Project
from annotator.reasons import reason, whose
from tests.cli.command_lines import parsed
from tests.cli.conftest import Run, only_line
from tests.cli.shell import bash, needs_bash
from tests.store.helpers import ours

# --- commands that are told -----------------------------------------------------------------------------


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(names=st.lists(NAMES, min_size=1, max_size=3), project=NAMES)
def test_what_is_told_is_read_as_it_was_meant(names: list[str], project: str) -> None:
    path = Path(project.replace("/", "-"))
    line = command_line("assign", *names, options=["--per-article", "2"], project=path)
    if "$'" in line:  # which shlex does not know
        return
    params = parsed(line).params
    assert list(params["names"]) == names
    assert params["per_article"] == 2
    assert params["project"] == path


def test_the_project_is_told_where_another_is_meant_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATOR_PROJECT", raising=False)
    assert command_line("status", project=Path("annotator.db")) == "annotator status"
    assert command_line("", project=Path("my news.db")) == "annotator --project 'my news.db'"
    monkeypatch.setenv("ANNOTATOR_PROJECT", "news.db")
    assert command_line("status", project=Path("news.db")) == "annotator status"
    assert command_line("status", project=Path("annotator.db")) == "annotator status --project annotator.db"


ADVISED = re.compile(r"(?:^|[:,] |then )(annotator(?: (?:'[^']*'|[^\s;,']+))*)")


def advised(text: str) -> list[str]:
    """The commands that a text advises, one a line at its end."""
    return [found for line in text.splitlines() for found in ADVISED.findall(line)]


ODD = "other project.db"
"""A project whose name has to be quoted."""

STATES: dict[str, list[tuple[str, int]]] = {
    "nothing": [
        ("status", 1),
        ("export", 1),
        ("assign huda --per-article 1", 1),
        ("doctor --no-ask", 0),
    ],
    "empty": [
        ("status", 0),
        ("export", 1),
        ("agreement", 1),
        ("adjudicate", 1),
        ("show 1", 1),
        ("assign huda --per-article 1", 2),
        ("unassign huda", 2),
        ("assign huda --per-article 1 --articles 1", 2),
        ("people", 0),
    ],
    "begun": [
        ("status", 0),
        ("export", 1),
        ("export --layer maryam", 2),
        ("agreement", 1),
        ("agreement --articles second", 1),
        ("adjudicate", 1),
        ("adjudicate first", 1),
        ("show nothing", 1),
        ("people", 0),
        ("people rename huda salim", 2),
        ("import second.txt", 0),
    ],
    "dealt": [
        ("status", 0),
        ("export", 1),
        ("import third.txt", 0),
        ("export", 1),
        ("unassign salim", 0),
    ],
}


@pytest.fixture
def prepared(request: pytest.FixtureRequest, here: Path, run: Run) -> str:
    """The name of a state, in which the project `ODD` then is."""
    state = str(request.param)
    at = ("--project", ODD)
    (here / "first.txt").write_text("وصل الوفد إلى مدينة حلب صباح اليوم.", encoding="utf-8")
    (here / "second.txt").write_text("قال الجيش إن الجسر لم يقصف.", encoding="utf-8")
    (here / "third.txt").write_text("عاد النازحون إلى قراهم.", encoding="utf-8")
    if state != "nothing":
        run("init", *at)
    if state in ("begun", "dealt"):
        run("import", "first.txt", "second.txt", *at)
        with Project.open(Path(ODD)) as opened:
            opened.layers.add("first", "huda", [Span.new(19, 22, "location", "huda")], Status.DONE)
            opened.layers.add("second", "salim", [Span.new(4, 9, "actor", "salim")], Status.DOING)
    if state == "dealt":
        run("assign", *at, "--per-article", "2", "--", "huda", "salim", "-x", "أم سلمى")
    return state


@pytest.mark.parametrize("prepared", STATES, indirect=True)
def test_every_command_that_is_told_can_be_typed(prepared: str) -> None:
    told = 0
    for line, status in STATES[prepared]:
        words = shlex.split(line)
        words[1:1] = ["--project", ODD]
        result = CliRunner().invoke(program, words)
        assert result.exit_code == status, (line, result.output)
        for command in advised(result.output):
            params = parsed(command.replace("PATH", "first.txt")).params
            assert params["project"].resolve() == Path(ODD).resolve(), (line, command)
            told += 1
        assert not re.search(
            r"\b1 (?:articles|spans|people|changes|layers|files|records|more \w+s)\b", result.output
        )
    assert told >= 2


@needs_bash
def test_what_helps_a_single_layer_does(here: Path, run: Run) -> None:
    for name in ("first", "second"):
        (here / f"{name}.txt").write_text(f"خبر عن {name}.", encoding="utf-8")
    run("init")
    run("import", "first.txt", "second.txt")
    with Project.open(here / "annotator.db") as opened:
        opened.layers.add("first", "أم سلمى", [], Status.DONE)
        opened.layers.add("second", "-x", [Span.new(0, 3, "claim", "-x")], Status.DOING)
    (line,) = [one for one in run("export", status=1).stderr.splitlines() if "second one" in one]
    assert line.startswith(
        "  1 finished by one person where several work; to give it to a second one: annotator assign "
    )
    done = bash(here, line.split("one: ", 1)[1])
    assert done.returncode == 0, done.stderr
    with Project.open(here / "annotator.db") as opened:
        assert [article.assigned for article in opened.work.status().articles] == [("-x", "أم سلمى")] * 2


def test_nothing_written_tells_what_deals_out(here: Path, run: Run) -> None:
    for name in ("first", "second"):
        (here / f"{name}.txt").write_text(f"خبر عن {name}.", encoding="utf-8")
    run("init")
    run("import", "first.txt")
    run("assign", "huda", "salim", "--per-article", "2")
    run("import", "second.txt")
    advice = "  1 for nobody as yet; to deal it out: annotator assign huda salim --per-article 2"
    assert advice in run("export", status=1).stderr.splitlines()
    run(*shlex.split(advice.split("annotator ", 1)[1]))
    assert "for nobody" not in run("status").stdout


@pytest.mark.parametrize(
    ("count", "args", "said"),
    [
        (1, [], "the one article of the project has not been finished by two people (one has)."),
        (2, [], "none of the 2 articles of the project has been finished by two people (1 by one person)."),
        (2, ["--articles", "second"], "the one article that is chosen has not been finished by two people."),
        (3, ["--articles", "2-3"], "none of these 2 articles has been finished by two people."),
    ],
)
def test_agreement_says_of_what_it_speaks(
    here: Path, run: Run, count: int, args: list[str], said: str
) -> None:
    names = ["first", "second", "third"][:count]
    for name in names:
        (here / f"{name}.txt").write_text(f"خبر عن {name}.", encoding="utf-8")
    run("init")
    run("import", *(f"{name}.txt" for name in names))
    with Project.open(here / "annotator.db") as opened:
        opened.layers.add("first", "huda", [], Status.DONE)
    line = only_line(run("agreement", *args, status=1).stderr)
    assert line == f"There is nothing to compare: {said} To see how far they are: annotator status"


# --- what the system says -------------------------------------------------------------------------------


def test_a_file_is_told_in_our_words_with_whose_it_is(tmp_path: Path) -> None:
    assert reason(FileNotFoundError(2, "No such file or directory")) == "there is no such file or folder"
    assert reason(OSError(28, "No space left on device")) == "the disk is full"
    assert reason(OSError("odd")) == "odd"
    file = tmp_path / "file"
    file.touch()
    owner = file.owner()
    assert reason(PermissionError(13, "Permission denied", str(file))) == (
        f"permission denied (the file is {owner}'s)"
    )
    assert whose(tmp_path / "none") == f" (the folder is {owner}'s)"
    assert whose(tmp_path / "no" / "none") == f" (the folder is {owner}'s)"


def test_a_path_that_may_only_be_written_is_written(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init")
    (here / "a.txt").write_text("خبر قصير.", encoding="utf-8")
    run("import", "a.txt")
    (here / "out.jsonl").touch()
    access = os.access

    def unreadable(path: str, mode: int, **how: bool) -> bool:
        return not (mode == os.R_OK and str(path).endswith("out.jsonl")) and access(path, mode, **how)

    monkeypatch.setattr(os, "access", unreadable)
    assert run("export", "--layer", "all", "-o", "out.jsonl").stderr.startswith(
        "1 article written to out.jsonl"
    )


def test_who_there_is() -> None:
    assert who_there_is([]) == "There is nobody yet."
    assert who_there_is(["huda"]) == "There is only huda."


# --- sentences in the states in which they are told -------------------------------------------------------


@pytest.mark.usefixtures("project")
def test_what_is_no_project_is_told_by_how_it_was_named(run: Run) -> None:
    merged = only_line(run("merge", "first.txt", status=1).stderr)
    assert merged.endswith("it is no SQLite database. Give the file of a copy of this project.")
    opened = only_line(run("status", "--project", "first.txt", status=1).stderr)
    assert "it is no SQLite database. Choose another file with --project." in opened
    assert opened.endswith("NEW.")


@pytest.mark.parametrize(("there", "said"), [(True, "out is as it was"), (False, "out was not made")])
def test_an_export_of_nothing_says_what_became_of_the_file(
    here: Path, run: Run, there: bool, said: str
) -> None:
    run("init")
    if there:
        (here / "out").write_text("alt")
    assert f"0 articles written ({said}): " in only_line(run("export", "-o", "out", status=1).stderr)
    assert (here / "out").exists() == there


SKIP = "To leave out what is refused and take the rest, say --skip-bad."


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], ["  --map 'PER son=LABEL'", SKIP]),
        (["--skip-unmapped"], ["This span would be left out.", SKIP]),
        (["--skip-bad"], ["  --map 'PER son=LABEL'"]),
    ],
)
def test_an_import_that_is_stopped_advises_what_is_not_given_yet(
    here: Path, run: Run, args: list[str], said: list[str]
) -> None:
    run("init")
    text = "قال الوزير إن الجسر سليم."
    lines = [json.dumps({"text": text, "label": [[4, 10, "PER son"]]}), '{"text": ""}']
    (here / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = run("import", "in.jsonl", "--format", "doccano", "--as", "huda", *args, status=1).stderr
    nothing = "Nothing was stored: where there are spans, all comes in or nothing."
    assert told.splitlines()[-len(said) - 1 :] == [*said, nothing]
    assert "1 span PER son" in told
    assert not [line for line in run("status").stdout.splitlines() if "in.jsonl" in line]


def test_who_is_alike_is_told_with_what_joins_them(project: Path, run: Run) -> None:
    ours(project, "INSERT INTO annotator (name, created) VALUES ('HUDA', '2026-01-01T00:00:00+00:00')")
    for command in ("status", "people"):
        line = only_line(run(command).stderr)
        assert line.endswith("If they are one person: annotator people join HUDA huda")
    run(*shlex.split(line.split("annotator ", 1)[1]))
    assert not run("status").stderr
