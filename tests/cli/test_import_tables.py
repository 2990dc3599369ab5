"""Importing tables of other programs, files in other encodings, and formats' options without --format."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.cli.conftest import FIRST, only_line
from tests.cli.test_import_spans import count, layer, ours, put

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def empty(run: Run) -> None:
    run("init")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("first", ["", "sep={}\r\n"])
def test_the_table_of_a_spreadsheet(here: Path, run: Run, separator: str, encoding: str, first: str) -> None:
    rows = [["id", "text", "title"], ["a", f'"قال{separator} نعم"', "عنوان"]]
    table = "".join(f"{separator.join(row)}\r\n" for row in rows)
    (here / "t.csv").write_bytes((first.format(separator) + table).encode(encoding))
    result = run("import", "t.csv")
    assert (result.stdout, result.stderr) == ("1 article added, 0 skipped (already there), 0 refused\n", "")
    with Project.open(here / "annotator.db") as project:
        article = project.articles.get("a")
    assert (article.text, article.title) == (f"قال{separator} نعم", "عنوان")


def test_a_table_of_spans_with_other_names(here: Path, run: Run) -> None:
    table = "Doc;Content;Begin;End;Tag\n1;وصل الوفد.;4;9;actor\n1;وصل الوفد.;0;3;claim\n"
    (here / "t.csv").write_text(table, encoding="utf-8")
    fields = "text=content,id=doc,start=begin,label=tag"
    result = run("import", "t.csv", "--fields", fields, "--as", "huda")
    assert result.stdout.splitlines() == [
        "1 article added, 0 skipped (already there), 0 refused",
        "2 spans added to 1 layer",
    ]
    assert layer(here, "1", "huda") == [(0, 3, "claim"), (4, 9, "actor")]


def test_spans_that_are_not_read_are_told_with_what_reads_them(here: Path, run: Run) -> None:
    (here / "t.csv").write_text("text,begin,finish,tag\nوصل الوفد.,4,9,actor\n", encoding="utf-8")
    told = run("import", "t.csv", "--dry-run").stdout.splitlines()
    line = next(line for line in told if line.startswith("not read: 1 row that looks like spans"))
    option = shlex.split(line[line.index("--fields") :])
    run("import", "t.csv", "--as", "huda", *option)
    assert layer(here, "t", "huda") == [(4, 9, "actor")]


def test_a_separator_that_can_be_two_is_refused(here: Path, run: Run) -> None:
    (here / "t.csv").write_text("text;x,text\nقال;ب,نعم\n", encoding="utf-8")
    line = only_line(run("import", "t.csv", status=1).stderr)
    assert line.startswith(
        "t.csv, line 1: its columns may be separated by commas ('text;x', 'text') or semicolons"
    )
    assert run("import", "t.csv", "--separator", ";").stdout.startswith("1 article added")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fields", "text"], "--fields has 'text', which is no pair"),
        (["--fields", "body=content"], "--fields can't say 'body'; it can say id, text"),
        (["--separator", "xx"], "--separator is 'xx'; it can be one character"),
        (["--tsv-layer", "x"], "--tsv-layer is an option of webanno, and what is imported here is csv"),
        (["--format", "txt", "--separator", ";"], "--separator is no option of the format txt; it has none."),
        (["--encoding", "klingon"], "'klingon' is not an encoding of text"),
    ],
)
def test_options_that_make_no_sense(here: Path, run: Run, options: list[str], said: str) -> None:
    (here / "t.csv").write_text("text\nقال\n", encoding="utf-8")
    assert said in only_line(run("import", "t.csv", *options, status=2).stderr)
    assert count(here) == 0


def test_an_option_goes_to_the_files_whose_format_has_it(here: Path, run: Run) -> None:
    (here / "in").mkdir()
    (here / "in" / "a.conll").write_text("قال O\n\nعمر B-actor\n", encoding="utf-8")
    (here / "in" / "b.txt").write_text("خبر", encoding="utf-8")
    result = run("import", "in", "--article", "file", "--as", "huda")
    assert result.stdout.startswith("2 articles added, 0 skipped (already there), 0 refused\n")


def test_an_option_is_of_reading_or_of_writing(run: Run) -> None:
    assert "--separator" in run("import", "--help").stdout
    assert "--separator" not in run("export", "--help").stdout
    assert "--tags" not in run("import", "--help").stdout


def test_every_unknown_label_is_told_in_a_line_to_paste(here: Path, run: Run) -> None:
    labels = [f"L{number}" for number in range(16)] + ["ORG NAME", "it's", "شخص", "a=b"]
    put(here, ours(FIRST, [(0, 4, label) for label in labels]))
    told = run("import", "old.jsonl", "--as", "huda", status=1).stderr.splitlines()
    assert [line for line in told if line.startswith("  1 span ")] == [
        f"  1 span {one}" for one in sorted(labels)
    ]
    line = next(line for line in told if line.startswith("  --map "))
    pasted = shlex.split(line)
    assert pasted[1::2] == [f"{label}=LABEL" for label in sorted(labels)]
    run("import", "old.jsonl", "--as", "huda", *(word.replace("=LABEL", "=actor") for word in pasted))
    assert layer(here, "old", "huda") == [(0, 4, "actor")]


def test_on_a_terminal_the_options_can_be_copied_though_arabic_is_laid_out_there(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(here, ours(FIRST, [(0, 4, "اسم شخص")]))
    monkeypatch.setattr("annotator.cli.import_report._is_terminal", lambda: True)
    told = run("import", "old.jsonl", "--as", "huda", status=1).stderr.splitlines()
    line = next(line for line in told if line.startswith("  --map "))
    assert line.isascii()
    typed = subprocess.run(["bash", "-c", f"printf '%s\\n' {line}"], capture_output=True, check=True)
    assert typed.stdout.decode() == "--map\nاسم شخص=LABEL\n"


def test_encodings_by_their_marks(here: Path, run: Run) -> None:
    (here / "a.txt").write_bytes("نفى المجلس ذلك.".encode("utf-16"))
    (here / "b.txt").write_bytes("عاد المجلس.".encode("utf-16-le"))
    result = run("import", "a.txt", "b.txt", status=1)
    assert only_line(result.stderr).startswith("b.txt: looks like UTF-16-LE, and has no byte order mark")
    assert result.stdout == "1 article added, 0 skipped (already there), 1 refused\n"
    assert run("import", "b.txt", "--encoding", "utf-16-le").stdout.startswith("1 article added")
    (here / "c.txt").write_bytes("غادر الوفد.".encode("utf-8-sig"))
    told = only_line(run("import", "c.txt", "--encoding", "windows-1256", status=1).stderr)
    assert told.startswith(
        "c.txt: begins with the byte order mark of UTF-8, and is to be read as WINDOWS-1256"
    )
