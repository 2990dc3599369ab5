"""What is printed holds nothing that a terminal obeys, whatever stands in a project, in a file or on the command line."""

from __future__ import annotations

import logging
import shutil
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator.cli.completing import complete
from annotator.cli.group import program
from annotator.tui import logfile
from tests.security.hostile import COLUMNS, HOSTILE, PARTS, PRINTED, poison, record, unsafe

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.cli.conftest import Run

COMMANDS = [
    ["status"],
    ["status", "--people", "huda"],
    ["people"],
    ["agreement"],
    ["agreement", "--by", "pair"],
    ["agreement", "--by", "article"],
    ["agreement", "--html", "page.html"],
    ["agreement", "--against", "huda"],
    ["evaluate", "--predictions", "huda", "--against", "salim", "--by", "error", "--html", "evaluated.html"],
    ["check"],
    ["doctor"],
    ["show", "1"],
    ["show", "1", "--layer", "all"],
    ["show", "1", "--layer", "gold"],
    ["show", "nobody"],
    ["schema"],
    ["export", "--layer", "all", "-o", "all.jsonl"],
    ["export", "--layer", "all", "--format", "conll", "-o", "all.conll"],
    ["export", "--layer", "gold", "--format", "brat", "-o", "brat"],
    ["export", "--split", "80/20", "-o", "split"],
    ["export", "--layer", "nobody"],
    ["assign", "huda", "new", "--per-article", "2", "--dry-run"],
    ["unassign", "huda", "--dry-run"],
    ["people", "rename", "huda", "maryam"],
    ["people", "join", "huda", "nobody"],
    ["adjudicate", "--auto", "--as", "nadia"],
    ["backup", "copy.db"],
    ["merge", "other.db"],
    ["restore", "other.db"],
    ["recover", "annotator.db", "saved.db"],
    ["annotate"],
]


FEW = [
    ["status"],
    ["check"],
    ["show", "1", "--layer", "all"],
    ["export", "-o", "gold.jsonl"],
    ["merge", "other.db"],
]
"""Those that are tried with columns that few commands show."""

SHOWN = ("article.id", "annotator.name", "span.label")
"""Columns of which some command shows what stands in them."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the demo, with layers of three people and gold."""
    folder = tmp_path_factory.mktemp("demo")
    path = folder / "annotator.db"
    result = CliRunner().invoke(program, ["demo", "--no-open", "--dir", str(folder)])
    assert result.exit_code == 0, result.output
    return path


def invoke(*args: str) -> Result:
    """Run a command, whatever its exit status is; it may not fail by a fault of its own."""
    result = CliRunner().invoke(program, args)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize("column", COLUMNS)
def test_no_command_prints_what_a_terminal_obeys_of_a_project(here: Path, demo: Path, column: str) -> None:
    shutil.copy(demo, here / "poisoned.db")
    poison(here / "poisoned.db", column)
    said = ""
    most_shown = column in (
        *SHOWN,
        "article.title",
        "project.schema",
        "work.note",
        "decision.note",
        "article_text.text",
    )
    for command in COMMANDS if most_shown else FEW:
        shutil.copy(here / "poisoned.db", here / "annotator.db")
        shutil.copy(here / "poisoned.db" if command[0] == "merge" else demo, here / "other.db")
        output = invoke(*command).output
        assert not unsafe(output), command
        said += output
    assert column not in SHOWN or ascii(PARTS[0])[1:-1] in said


@pytest.mark.parametrize("part", PARTS, ids=ascii)
def test_no_command_prints_what_a_terminal_obeys_of_its_own_line(here: Path, demo: Path, part: str) -> None:
    word = f"a{part.replace(chr(0), '')}b"
    shutil.copy(demo, here / "annotator.db")
    for line in (
        [word],
        ["show", word],
        ["status", "--people", word],
        ["status", "--articles", word],
        ["status", f"--{word}"],
        ["status", "--project", word],
        ["export", "--layer", word],
        ["export", "--format", word],
        ["export", "--split", word],
        ["export", "-o", f"{word}.jsonl", "--layer", "all"],
        ["agreement", "--label", word],
        ["agreement", "--against", word],
        ["evaluate", "--predictions", word],
        ["evaluate", "--predictions", "huda", "--against", word],
        ["assign", word, "--per-article", "1"],
        ["assign", "huda", "--per-article", word],
        ["people", "rename", "huda", word],
        ["people", "join", "huda", word],
        ["import", word],
        ["import", f"{word}.txt", "--encoding", word],
        ["import", "annotator.db", "--map", word],
        ["import", "--undo", word],
        ["merge", word],
        ["backup", f"{word}.db"],
        ["restore", word],
        ["recover", word, f"new-{word}"],
        ["init", "--project", f"{word}.db"],
        ["init", "--schema", word, "--project", "x.db"],
        ["adjudicate", "--policy", word],
        ["annotate", "--as", word],
        ["help", word],
        ["completion", word],
    ):
        assert not unsafe(invoke(*line).output), line


FILES = {
    "a.jsonl": [
        record(),
        record(title=HOSTILE),
        record(2, id=HOSTILE),
        record(3, spans=[{"start": 0, "end": 3, "label": PRINTED}]),
        record(4, spans=[{"start": 0, "end": 3, "label": "actor", "annotator": PRINTED}]),
        record(5, spans=[{"start": 0, "end": 99, "label": "actor", "text": PRINTED}]),
        record(
            6,
            spans=[
                {"start": 0, "end": 3, "label": "actor", "text": PRINTED, "attributes": {PRINTED: PRINTED}}
            ],
        ),
        record(7, text=f"وصل {PRINTED}"),
        record(8, entities=[[0, 3, PRINTED]]),
        record(9, **{f"spans{PRINTED}": [{"start": 0, "end": 3, "label": PRINTED}]}),
    ],
    "b.csv": [f'text,title,"{PRINTED}"\n'.encode(), f'"وصل","{PRINTED}","{PRINTED}"\n'.encode()],
    "c.conll": [f"وصل\tB-{TAG}\nالوفد\tO\t{TAG}\n".encode() for TAG in PARTS],
    "d.ann": [f"T1\t{part} 0 3\tوصل\n".encode() for part in PARTS],
    "e.tsv": [
        f"#FORMAT=WebAnno TSV 3.3\n#T_SP={part}|{part}\n\n\n#Text=وصل\n1-1\t0-3\tوصل\t{part}\n".encode()
        for part in PARTS
    ],
    "f.json": [record(1)[:-1], b'{"' + PRINTED.encode("unicode_escape") + b'":'],
    "g.xmi": [f"<?xml version='1.0'?><{part}/>".encode() for part in PARTS],
    "h.toml": [f'name = "{part}"\n'.encode() for part in PARTS],
}
"""Contents of files, each of which is imported under its name."""


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_no_import_prints_what_a_terminal_obeys(here: Path, name: str, *, folder: bool) -> None:
    invoke("init")
    place = here / f"f{PARTS[0]}{PARTS[6]}" if folder else here
    place.mkdir(exist_ok=True)
    for content in FILES[name]:
        path = place / (f"{PARTS[2]}{name}" if folder else name)
        path.write_bytes(content)
        if name == "d.ann":
            path.with_suffix(".txt").write_text("وصل الوفد", encoding="utf-8")
        target = str(place if folder else path)
        for options in (
            [],
            ["--as", "huda"],
            ["--as", "huda", "--skip-unmapped", "--skip-bad"],
            ["--no-spans"],
        ):
            assert not unsafe(invoke("import", target, *options).output), (content, options)
        made = here / "made.db"
        assert not unsafe(
            invoke("init", "--project", str(made), "--labels-from", target, "--skip-bad").output
        )
        made.unlink(missing_ok=True)
        assert not unsafe(invoke("init", "--project", str(made), "--schema", str(path)).output)
        made.unlink(missing_ok=True)
    for command in (
        ["status"],
        ["people"],
        ["show", "1"],
        ["check"],
        ["export", "--layer", "all", "-o", "o.jsonl"],
    ):
        assert not unsafe(invoke(*command).output), command


@pytest.mark.skipif(find_spec("pexpect") is None, reason="pexpect is not installed")
@pytest.mark.parametrize(
    "line",
    [
        "export --layer all --format csv",
        "export --layer all --format csv -o -",
        "export --layer all",
        "status --format csv",
        "status --format json",
        "status",
        "show 1",
    ],
)
def test_data_that_are_printed_on_a_terminal_are_spelled_out(here: Path, run: Run, line: str) -> None:
    import pexpect

    (here / "in.jsonl").write_bytes(record(text=f"a b {PRINTED}"))
    run("init")
    run("import", "in.jsonl", "--as", "huda")
    done = pexpect.spawn(sys.executable, ["-m", "annotator", *line.split()], cwd=here, timeout=60, echo=False)
    printed = done.read()
    done.close()
    assert done.exitstatus == 0, printed
    for part in PARTS[:6]:
        assert part.replace("\0", "").encode() not in printed
    assert "\u202e".encode() not in printed
    assert "\x9b".encode() not in printed


def test_data_in_a_file_and_in_a_pipe_are_exact(here: Path, run: Run) -> None:
    (here / "in.jsonl").write_bytes(record(text=PRINTED))
    run("init")
    run("import", "in.jsonl", "--as", "huda")
    run("export", "--layer", "all", "--format", "csv", "-o", "out.csv")
    assert PRINTED.encode() in (here / "out.csv").read_bytes()
    assert PRINTED.encode() in run("export", "--layer", "all", "--format", "csv").stdout_bytes


def test_bash_is_given_no_words_that_a_terminal_obeys(
    here: Path, demo: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    shutil.copy(demo, here / "annotator.db")
    for column in ("article.id", "annotator.name", "former_name.name"):
        poison(here / "annotator.db", column)
    for line in (
        "annotator show ",
        "annotator people rename ",
        "annotator export --layer ",
        "annotator import --as ",
    ):
        complete("bash", line, "")
    assert not unsafe(capfdbinary.readouterr().out.decode().replace("\0", "\n"))


def test_the_log_has_nothing_that_a_terminal_obeys(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfile, "path", lambda: here / "annotator.log")
    handler = logfile._handler()
    try:
        raise ValueError(PRINTED)
    except ValueError as fault:
        about = (type(fault), fault, fault.__traceback__)
        handler.emit(logging.LogRecord("annotator", logging.ERROR, "", 0, PRINTED, None, about))
    handler.close()
    written = (here / "annotator.log").read_text(encoding="utf-8")
    assert "Traceback" in written
    assert not unsafe(written)
