"""Command lines that make no sense: what is wrong and how to write it, in one line."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from annotator.cli.usage import value
from annotator.command_line import quoted
from tests.cli.command_lines import EVERY, parsed
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from pathlib import Path

VALUED = [
    (name, option)
    for name, command in EVERY.items()
    for option in command.params
    if isinstance(option, click.Option) and not option.is_flag
]
each_command = pytest.mark.parametrize("name", EVERY)
each_valued = pytest.mark.parametrize(
    ("name", "option"), VALUED, ids=[f"{name} {option.opts[0]}" for name, option in VALUED]
)


@each_command
def test_each_command_has_an_example_that_can_be_typed(name: str, run: Run) -> None:
    example = EVERY[name].epilog
    assert example is not None, (
        f'@click.command of {name} needs an example as its epilog: epilog="Example: annotator {name} ..."'
    )
    line = example.removeprefix("Example: ")
    assert line.split()[: len(name.split()) + 1] == ["annotator", *name.split()]
    parsed(line)
    assert line in " ".join(run(*name.split(), "--help").stdout.split())


@each_valued
def test_an_option_without_its_value(name: str, option: click.Option, run: Run) -> None:
    line = only_line(run(*name.split(), option.opts[0], status=2).stderr)
    assert line == f"{option.opts[0]} needs a value after it, as in {option.opts[0]} {quoted(value(option))}"
    option.type.convert(value(option), option, None)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("nonsense", "There is no command nonsense. All of them: annotator help"),
        ("statsu", "There is no command statsu. Did you mean status?"),
        ("people bogus", "There is no command people bogus. There are: join, remove, rename."),
        ("people jion a b", "There is no command people jion. Did you mean people join?"),
        ("people rename huda x --asd", "annotator people rename has no option --asd; it has:"),
        ("--format json statsu", "There is no command statsu. Did you mean status?"),
        ("--project no.db --as huda exprot", "There is no command exprot. Did you mean export?"),
        ("--hide-names --bogus adjudicate", "annotator adjudicate has no option --bogus;"),
        ("--format xml status", "--format can't be xml: it is one of table, json, csv,"),
        ("--per-article two assign", "--per-article can't be two: it is a whole number,"),
        ("Export", "There is no command Export. Did you mean export?"),
        ("ثءحخقف", "There is no command ثءحخقف. Did you mean export?"),
        ("exp", "There is no command exp. Did you mean export?"),
        ("restor backup", "There is no command restor. Did you mean restore?"),
        ("exprot status", "There is no command exprot. Did you mean export?"),
        ("exprot -o export", "There is no command exprot. Did you mean export?"),
        ("statu people", "There is no command statu. Did you mean status?"),
        (
            "unasign assign huda --per-article 1",
            "There is no command unasign. Did you mean unassign or assign?",
        ),
        ("rename huda x", "There is no command rename. Did you mean people rename?"),
        ("help exprot", "There is no command exprot. Did you mean export?"),
        ("help people jion", "There is no command people jion. Did you mean people join?"),
        ("help export csv", "annotator export has no commands of its own: leave out csv."),
        ("3 --as huda", "There is no command 3. To open article 3: annotator annotate 3 --as huda"),
        ("3", "There is no command 3. To open article 3: annotator annotate 3"),
        (
            "--project no.db --as huda 3",
            "There is no command 3. To open article 3: annotator annotate 3 --project no.db --as huda",
        ),
        (
            "completion tcsh",
            "SHELL can't be tcsh: it is one of bash, zsh, fish. Example: annotator completion bash",
        ),
        ("export --no", "annotator export has no option --no; did you mean --rows?"),
        (
            "export --no-split",
            "annotator export has no option --no-split any more: words are written as they stand without it, "
            "and --tokens split cuts them.",
        ),
        ("export --tokens whole", "--tokens can't be whole: it is one of words, split, as in --tokens words"),
        ("export --fromat x", "annotator export has no option --fromat; did you mean --format?"),
        (
            "--bogus",
            "annotator annotate has no option --bogus; it has: --project, --anywhere, --as, --bidi, --help.",
        ),
        ("schema x y", "There is something too much after annotator schema: x y. Example: annotator schema"),
        ("people join a b c", "There is something too much after annotator people join: c. Example:"),
        ("import", "PATH is missing. Example: annotator import articles.jsonl news/"),
        ("merge", "OTHER is missing. Example: annotator merge huda.db salim.db"),
        ("show", "ARTICLE is missing. Example: annotator show 12"),
        ("people rename huda", "B is missing. Example: annotator people rename huda هدى"),
        (
            "assign huda",
            "--per-article is missing: how many people are to mark each article. Example: annotator assign huda salim",
        ),
        (
            "assign --per-article two",
            "--per-article can't be two: it is a whole number, as in --per-article 2",
        ),
        ("export --seed x", "--seed can't be x: it is a whole number, as in --seed 7"),
        ("show 1 --width 0", "--width can't be 0: it is a whole number from 1 to 10,000, as in --width 80"),
        (
            "search 1 --limit 0",
            "--limit can't be 0: it is a whole number from 1 to 1,000,000, as in --limit 20",
        ),
        ("status --format xml", "--format can't be xml: it is one of table, json, csv, as in --format table"),
        ("export --strict=3", "--strict takes no value: leave out the = sign and what is after it."),
    ],
)
def test_what_is_wrong_and_how_to_write_it(args: str, said: str, run: Run) -> None:
    result = run(*args.split(), status=2)
    assert not result.stdout
    line = only_line(result.stderr)
    assert line.startswith(said)
    assert not re.search(r"Usage:|Error:|Try '|No such|Missing|Invalid value", line)


@each_command
def test_a_word_too_much_or_an_unknown_option_is_one_line(name: str, run: Run) -> None:
    words = name.split()
    for wrong in (["--bogus-option"], ["--bogus-option=1"], ["--bogus", "a", "b", "c", "d"]):
        line = only_line(run(*words, *wrong, status=2).stderr)
        assert "bogus" in line
        assert "Usage" not in line


def test_the_program_itself_says_it_so(here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "assign", "huda"],
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("--per-article is missing: ")
    assert len(done.stderr.splitlines()) == 1
