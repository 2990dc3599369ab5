"""What holds for the options of all commands: one name, one meaning."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from typing import TYPE_CHECKING

import click
import pytest

from annotator.cli.repeated import LISTS
from annotator.model import Status
from annotator.project import Project
from tests.cli.command_lines import EVERY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

FILES = ("init", "import", "export")
"""The commands whose --format is that of files; that of the others is how something is printed."""

FILTERED = {
    "--articles": {"assign", "unassign", "adjudicate", "agreement", "evaluate", "export", "status"},
    "--people": {"agreement", "export", "merge", "status"},
    "--label": {"agreement", "evaluate", "export"},
    "--source": {"agreement", "export"},
    "--layer": {"agreement", "export", "lint", "show"},
    "--pseudonyms": {"agreement", "export"},
    "--dry-run": {
        "adjudicate",
        "import",
        "merge",
        "assign",
        "unassign",
        "people rename",
        "people join",
        "people remove",
    },
}


def options() -> dict[str, list[tuple[str, click.Option]]]:
    """Each option by its names, with the commands that have it; those of the formats are the formats' own."""
    found: dict[str, list[tuple[str, click.Option]]] = {}
    for command, each in EVERY.items():
        for param in each.params:
            if isinstance(param, click.Option):
                name = param.opts[-1]
                files = name == "--format" and command in FILES
                found.setdefault(f"{name} of files" if files else name, []).append((command, param))
    return found


OPTIONS = options()


def kind(param: click.Option) -> object:
    choices = param.type.choices if isinstance(param.type, click.Choice) else None
    return type(param.type), choices, param.is_flag, param.multiple, param.nargs


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_has_one_spelling_metavar_help_and_type_everywhere(name: str) -> None:
    (_, first), *others = OPTIONS[name]
    for command, param in others:
        assert param.opts == first.opts, command
        assert param.secondary_opts == first.secondary_opts, command
        assert param.metavar == first.metavar, command
        assert param.help == first.help, command
        assert kind(param) == kind(first), command


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_has_a_help_text_that_is_a_sentence(name: str) -> None:
    for _, param in OPTIONS[name]:
        assert param.help
        assert param.help[0].isupper() or param.help.startswith("--")
        assert param.help.split("  [")[0].endswith(".")


def test_the_options_that_choose_stand_where_one_would_look_for_them() -> None:
    for name, commands in FILTERED.items():
        assert {command for command, _ in OPTIONS[name]} == commands


def test_what_prints_a_table_prints_json_and_csv_too() -> None:
    assert {command for command, _ in OPTIONS["--format"]} == {
        "agreement",
        "evaluate",
        "lint",
        "people",
        "search",
        "show",
        "status",
    }
    for _, param in OPTIONS["--format"]:
        assert isinstance(param.type, click.Choice)
        assert tuple(param.type.choices) == ("table", "json", "csv")


NEEDS_A_TERMINAL = {"annotate"}


@pytest.fixture
def ready(run: Run, here: Path) -> Path:
    """The demo as the project, with what the examples name."""
    run("demo", "--no-open", "--dir", "demo-project", env={"ANNOTATOR_NAME": "me"})
    shutil.move(here / "demo-project" / "annotator.db", here / "annotator.db")
    for copy in ("huda.db", "salim.db", "monday.db"):
        shutil.copy(here / "annotator.db", here / copy)
    (here / "articles.jsonl").write_text('{"id": "new", "text": "نص الخبر الجديد"}\n')
    (here / "card.toml").write_text('title = "أخبار"', encoding="utf-8")
    run("export", "--layer", "huda", "-o", "predictions.jsonl")
    (here / "news").mkdir()
    (here / "news" / "one.txt").write_text("نص خبر آخر")
    return here


@pytest.mark.parametrize("name", EVERY)
def test_the_example_of_every_command_runs(name: str, ready: Path, run: Run) -> None:
    example = EVERY[name].epilog
    assert example is not None
    line = example.removeprefix("Example: ")
    if name in NEEDS_A_TERMINAL:
        line = line.replace(" 12 ", " 1 ")
        assert "needs a terminal" in run(*shlex.split(line)[1:], status=2).stderr
        return
    words = shlex.split(line)[1:]
    if name == "demo":
        words.append("--no-open")
    if name == "backup":
        (ready / "monday.db").unlink()
    if name == "people remove":
        (ready / "in.csv").write_text(
            "id,text,start,end,label,span\nx,نفى المجلس ذلك.,4,10,actor,المجلس\n", "utf-8"
        )
        run("import", "in.csv", "--as-model", words[-1])
    if name == "people join":
        run("people", "rename", "salim", "hoda")
    run(*words, env={"ANNOTATOR_NAME": "me"}, status=int(name == "lint"))  # which has something to list


@pytest.mark.parametrize("name", EVERY)
def test_the_help_names_no_option_that_is_not_there(name: str, run: Run) -> None:
    text = run(*name.split(), "--help").stdout
    params = EVERY[name].get_params(click.Context(EVERY[name]))
    own = {opt for param in params for opt in (*param.opts, *param.secondary_opts)} | {"--help"}
    everywhere = {opt for each in EVERY.values() for param in each.params for opt in param.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
    assert named <= own | (everywhere if name in ("schema", "formats") else set())


@pytest.mark.parametrize("option", LISTS)
@pytest.mark.parametrize("name", EVERY)
def test_an_option_that_chooses_is_not_taken_twice(name: str, option: str, run: Run) -> None:
    """The first value would be dropped without a word."""
    if option in {names for param in EVERY[name].params for names in param.opts}:
        told = run(*name.split(), option, "1", f"{option}=2", status=2).stderr
        assert told.startswith(f"{option} is given twice; give it once")


def test_of_other_options_the_last_one_counts(project: Path, run: Run) -> None:
    assert run("status", "--project", "none.db", "--project", str(project)).stdout


def test_a_name_with_a_comma_is_that_person_and_not_two_others(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.layers.add("second", "huda, salim", [], Status.DONE)
    told = run("status", "--people", "huda, salim", "--format", "json").stdout
    assert [person["name"] for person in json.loads(told)["people"]] == ["huda, salim"]
    told = run("status", "--people", "huda,salim", "--format", "json").stdout
    assert [person["name"] for person in json.loads(told)["people"]] == ["huda", "salim"]
