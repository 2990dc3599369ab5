"""A project with the labels of a corpus, and the import of that corpus as it is printed."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator import keys, labels
from annotator.cli.group import program
from annotator.formats import FORMATS
from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.conftest import Run, only_line
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path

WORD = "كلمة "
TABLE = """id,text,start,end,label,span
1,وصل وزير الدفاع إلى بيروت.,4,15,Office Holder,وزير الدفاع
1,وصل وزير الدفاع إلى بيروت.,20,25,GPE/LOC,بيروت
2,قال وزير الصحة ذلك.,4,14,Office Holder,وزير الصحة
"""
NAMED = "text,start,end,label,span,annotator\nوصل علي.,4,7,PER,علي,salim\n"


def next_line(printed: str) -> str:
    """The command that is printed last."""
    return printed.splitlines()[-1].removeprefix("Next: ")


def typed(line: str) -> list[str]:
    """The words of a line as bash takes them, without the program's name."""
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    return done.stdout.decode().split("\0")[1:-1]


def stored(path: Path) -> list[tuple[str, str, str]]:
    """Text, label and annotator of each span in a project."""
    found = []
    with Project.open(path) as project:
        for row in listed(project, "nobody"):
            text = project.articles.get(row.id).text
            for name in project.people.names():
                spans = project.layers.get(row.id, name).spans
                found += [(text[span.start : span.end], span.label, name) for span in spans]
    return found


def test_the_labels_are_printed_with_the_import_that_brings_all_in(here: Path, run: Run) -> None:
    (here / "corpus.csv").write_text(TABLE, encoding="utf-8")
    done = run("init", "--labels-from", "corpus.csv")
    assert done.stdout.splitlines() == [
        "Made annotator.db with 2 labels from 1 file:",
        "key  label          spans  colour",
        "O    Office_Holder      2  blue    written 'Office Holder' there",
        "G    GPE/LOC            1  green",
        "Next: annotator import corpus.csv --as NAME --map 'Office Holder=Office_Holder'",
    ]
    assert not done.stderr
    run(*typed(next_line(done.stdout)))
    assert sorted(stored(here / "annotator.db")) == [
        ("بيروت", "GPE/LOC", "NAME"),
        ("وزير الدفاع", "Office_Holder", "NAME"),
        ("وزير الصحة", "Office_Holder", "NAME"),
    ]
    with Project.open(here / "annotator.db") as project:
        assert project.schema.name == "corpus"
        assert [(label.key, label.color) for label in project.schema.labels] == [
            ("O", "blue"),
            ("G", "green"),
        ]


def test_several_files_and_the_options_of_import_stand_in_the_next_command(here: Path, run: Run) -> None:
    (here / "corpus.csv").write_text(TABLE.replace("Office Holder", "OFFICE"), encoding="cp1256")
    (here / "more").mkdir()
    (here / "more" / "one.csv").write_text(NAMED, encoding="cp1256")
    options = ["--format", "csv", "--encoding", "cp1256"]
    done = run("init", "--project", "new.db", *options, "--labels-from", "corpus.csv", "more")
    line = next_line(done.stdout)
    assert (
        line == "annotator import corpus.csv more --format csv --encoding cp1256 --as NAME --project new.db"
    )
    run(*typed(line))
    assert len(stored(here / "new.db")) == 4


def test_options_of_a_format_are_repeated(here: Path, run: Run) -> None:
    record = {"text": "وصل علي.", "label": [[8, 14, "PER"]]}
    (here / "bytes.jsonl").write_text(json.dumps(record), encoding="utf-8")
    done = run("init", "--labels-from", "bytes.jsonl", "--format", "doccano", "--offsets", "utf-8", status=2)
    offered = "code-points" if "code-points" in done.stderr else "utf-16"
    (here / "bytes.jsonl").write_text(json.dumps(record | {"label": [[4, 7, "PER"]]}), encoding="utf-8")
    done = run("init", "--labels-from", "bytes.jsonl", "--format", "doccano", "--offsets", offered)
    line = next_line(done.stdout)
    assert f"--format doccano --offsets {offered}" in line
    run(*typed(line))
    assert stored(here / "annotator.db") == [("علي", "PER", "NAME")]


def test_nobody_is_named_where_the_files_say_who_marked(here: Path, run: Run) -> None:
    (here / "corpus.csv").write_text(NAMED, encoding="utf-8")
    line = next_line(run("init", "--labels-from", "corpus.csv").stdout)
    assert line == "annotator import corpus.csv"
    run(*typed(line))
    assert stored(here / "annotator.db") == [("علي", "PER", "salim")]


def test_a_whole_export_gives_the_labels_of_its_decisions_too(here: Path, run: Run, project: Path) -> None:
    run("export", "--layer", "all", "-o", "all.jsonl")
    assert project.exists()
    done = run("init", "--project", "again.db", "--labels-from", "all.jsonl")
    run(*typed(next_line(done.stdout)))
    assert len(stored(here / "again.db")) == len(stored(project))


def test_files_without_spans_are_named(here: Path, run: Run) -> None:
    (here / "corpus.csv").write_text(TABLE, encoding="utf-8")
    (here / "plain.txt").write_text("وصلت القافلة.", encoding="utf-8")
    done = run("init", "--labels-from", "corpus.csv", "plain.txt")
    assert "from 1 file:" in done.stdout
    assert only_line(done.stderr) == "No spans were read, so no labels taken, in: plain.txt."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "corpus.csv: there is no such file or folder."),
        ("id,text,start,end,label,span\n1,وصل,0,9,A,وصل\n", "corpus.csv, line 2: "),
        ("id,text\n1,وصل\n", "No project was made: no spans were read in these files, so"),
    ],
)
def test_where_a_file_can_not_be_used_no_project_is_made(
    here: Path, run: Run, content: str | None, said: str
) -> None:
    (here / "good.csv").write_text("id,text\n1,وصل\n", encoding="utf-8")
    if content is not None:
        (here / "corpus.csv").write_text(content, encoding="utf-8")
    done = run("init", "--labels-from", "good.csv", "corpus.csv", status=1)
    assert said in done.stderr
    assert "No project was made" in done.stderr
    assert not done.stdout
    assert not (here / "annotator.db").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["corpus.csv"], "annotator init --labels-from corpus.csv"),
        (["--format", "csv"], "--format says how files are read, and goes with --labels-from"),
        (["--encoding", "cp1256"], "--encoding says how files are read, and goes with --labels-from"),
        (["--labels-from", "corpus.csv", "--schema", "mine.toml"], "leave one of them out"),
        (["--labels-from", ""], "--labels-from is empty"),
    ],
)
def test_options_that_need_or_exclude_each_other(
    here: Path, run: Run, arguments: list[str], said: str
) -> None:
    assert said in run("init", *arguments, status=2).stderr
    assert not (here / "annotator.db").exists()


def test_a_project_that_is_there_is_not_touched(here: Path, run: Run, project: Path) -> None:
    (here / "corpus.csv").write_text(TABLE, encoding="utf-8")
    before = project.read_bytes()
    done = run("init", "--labels-from", "corpus.csv", status=1)
    assert "annotator.db is there already" in only_line(done.stderr)
    assert project.read_bytes() == before


def test_labels_that_differ_only_in_capitals_stay_two_and_are_told(here: Path, run: Run) -> None:
    (here / "corpus.csv").write_text(
        TABLE.replace("GPE/LOC", "office holder").replace("Office Holder", "OFFICE HOLDER"), encoding="utf-8"
    )
    done = run("init", "--labels-from", "corpus.csv")
    assert "differ only in how they are written: 'OFFICE HOLDER', 'office holder'" in only_line(done.stderr)
    run(*typed(next_line(done.stdout)))
    assert {label for _, label, _ in stored(here / "annotator.db")} == {"OFFICE_HOLDER", "office_holder"}


NAMES = st.lists(st.text(min_size=1, max_size=50), min_size=1, max_size=40, unique=True)


@settings(max_examples=25, deadline=None)
@given(NAMES)
@example(
    ["PER", "per", "Per", "P ER", "P_ER", "-x", "--map", "a=b", "=", "x'y", 'x"y', "$HOME", "`x`", "a\nb"]
)
@example(["é", "e\u0301", "\u200fشخص", "شخص", "x" * 41, "x" * 42, " ", "\t", "1", "O", "_", "*", "a|b", "\\"])
@example([f"label {number}" for number in range(40)])
@example(["a\0b", "good"])
def test_whatever_the_labels_are_called_the_printed_import_brings_all_spans_in(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    record = {
        "text": WORD * len(names),
        "label": [[at * len(WORD), (at + 1) * len(WORD) - 1, name] for at, name in enumerate(names)],
    }
    (folder / "x.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    words = ["--project", str(folder / "p.db"), "--format", "doccano"]
    made = CliRunner().invoke(program, ["init", *words, "--labels-from", str(folder / "x.jsonl")])
    assert made.exception is None or isinstance(made.exception, SystemExit)
    if any("\0" in name for name in names):
        assert made.exit_code == 1
        assert "x.jsonl, line 1: " in made.stderr
        assert not (folder / "p.db").exists()
        return
    assert made.exit_code == 0, made.output
    done = CliRunner().invoke(program, typed(next_line(made.stdout)))
    assert done.exit_code == 0, done.output
    assert len(stored(folder / "p.db")) == len(names)
    assert len({label for _, label, _ in stored(folder / "p.db")}) == len(names)
    with Project.open(folder / "p.db") as opened:
        given_keys = [label.key for label in opened.schema.labels if label.key]
        assert len(set(given_keys)) == len(given_keys)
        assert set(given_keys) <= set(keys.free())
        assert all(labels.is_name(label.name) for label in opened.schema.labels)


BOTH_WAYS = [kind.name for kind in FORMATS if kind.reads and kind.writes]
EVERY_SIGN = ("GPE/LOC", "Person.Name", "1st", "7", "اسم_شخص", "a-b_c.d/e")


@pytest.mark.parametrize("kind", BOTH_WAYS)
def test_each_format_holds_every_name_that_a_label_may_have(here: Path, run: Run, kind: str) -> None:
    schema = labels.from_names("signs", EVERY_SIGN)
    text = WORD * len(EVERY_SIGN)
    with Project.create(here / "signs.db", schema) as project:
        (here / "text.txt").write_text(text, encoding="utf-8")
        project.imports.add_files([here / "text.txt"])
        spans = [
            Span.new(at * len(WORD), (at + 1) * len(WORD) - 1, label, "huda")
            for at, label in enumerate(EVERY_SIGN)
        ]
        project.layers.add("text", "huda", spans, Status.DONE)
    done = CliRunner().invoke(
        program, ["export", "--project", "signs.db", "--layer", "huda", "--format", kind, "-o", f"out.{kind}"]
    )
    if "needs a library that is not installed" in done.stderr:
        pytest.skip(done.stderr)
    made = run("init", "--labels-from", f"out.{kind}", "--format", kind)
    assert "--map" not in made.stdout
    with Project.open(here / "annotator.db") as project:
        assert {label.name for label in project.schema.labels} == set(EVERY_SIGN)


def test_on_a_terminal_the_import_can_be_copied_though_arabic_is_laid_out_there(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "corpus.csv").write_text(TABLE.replace("Office Holder", "اسم شخص"), encoding="utf-8")
    monkeypatch.setattr("annotator.cli.labels_from._is_terminal", lambda: True)
    done = run("init", "--labels-from", "corpus.csv")
    line = next_line(done.stdout)
    assert line.isascii()
    run(*typed(line))
    assert ("وزير الدفاع", "اسم_شخص", "NAME") in stored(here / "annotator.db")


def test_with_more_labels_than_keys_it_is_told_how_the_others_are_used(here: Path, run: Run) -> None:
    names = ", ".join(f'{{name = "label-{number}"}}' for number in range(60))
    (here / "many.toml").write_text(f'name = "many"\nlabels = [{names}]\n')
    made, list_, following = run("init", "--schema", "many.toml").stdout.splitlines()
    assert made.endswith("label-29, and 30 more.")
    assert (
        list_
        == "Labels without a key are taken from a list: press , and then letters of the name, then Enter."
    )
    assert following.startswith("Next: ")
    (here / "again.toml").write_text(run("schema").stdout, encoding="utf-8")
    run("init", "--project", "again.db", "--schema", "again.toml")
    assert run("schema", "--project", "again.db").stdout == run("schema").stdout


def test_bad_records_are_left_out_where_that_is_said(here: Path, run: Run) -> None:
    rows = ["id,text,start,end,label", "1,وصل الوفد.,4,9,PER", "2,نفى.,0,40,LOC", "3,عاد الوفد.,4,9,PER"]
    (here / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    stopped = run("init", "--labels-from", "a.csv", status=1)
    assert stopped.stderr.splitlines()[-1] == (
        "No project was made: do what is said of what is refused, or leave it out and take the rest with --skip-bad."
    )
    made = run("init", "--labels-from", "a.csv", "--skip-bad")
    assert only_line(made.stderr).startswith("a.csv, line 3: ")
    assert made.stdout.startswith("Made annotator.db with 1 label from 1 file:\n")
    last = shlex.split(made.stdout.splitlines()[-1])
    assert last == ["Next:", "annotator", "import", "a.csv", "--skip-bad", "--as", "NAME"]
    run(*(word.replace("NAME", "huda") for word in last[2:]))


def test_the_rest_of_a_file_and_a_missing_file_are_no_bad_records(here: Path, run: Run) -> None:
    (here / "a.csv").write_text('text,start,end,label\nوصل,0,3,PER\n"نفى" ذلك,0,3,LOC\n', encoding="utf-8")
    told = run("init", "--labels-from", "a.csv", "--skip-bad", status=1).stderr.splitlines()
    assert told[-1].startswith("No project was made: --skip-bad leaves out single records, not the rest")
    line = only_line(run("init", "--labels-from", "none.csv", "--skip-bad", status=1).stderr)
    assert line.startswith("none.csv: there is no such file or folder (--skip-bad leaves out")
    assert not (here / "annotator.db").exists()


@pytest.mark.parametrize(
    ("name", "content", "options", "said"),
    [
        (
            "a.json",
            json.dumps([{"text": "نفى قائد الحرس.", "entities": [{"s": 4, "e": 14, "t": "PER"}]}]),
            [],
            "not read: 1 thing in entities that looks like spans (--fields spans=entities,",
        ),
        (
            "a.csv",
            "content,begin,finish,tag\nوصل الوفد.,4,9,PER\n",
            ["--fields", "text=content"],
            "not read: 1 row that looks like spans; if they are, say --fields text=content,start=begin,",
        ),
    ],
)
@pytest.mark.parametrize("with_more", [False, True])
def test_what_was_not_read_is_told_as_the_import_tells_it(
    here: Path,
    run: Run,
    name: str,
    content: str,
    options: list[str],
    said: str,
    with_more: bool,
) -> None:
    (here / name).write_text(content, encoding="utf-8")
    (here / "more").mkdir()
    (here / "more" / "b.csv").write_text(TABLE.replace("text,start,end", "content,start,end"), "utf-8")
    (here / "more" / "c.pdf").write_text("", encoding="utf-8")
    if with_more and name == "a.csv":
        made = run("init", "--labels-from", name, "more", *options)
        assert f"No spans were read, so no labels taken, in: {name}." in made.stderr
        assert "1 file of other kinds in the folders passed over: .pdf" in made.stderr
    else:
        made = run("init", "--labels-from", name, *options, status=1)
        assert "No project was made: no spans were read in these files (see above), so" in made.stderr
        run("init")
    assert said in made.stderr
    assert said in run("import", name, *options).stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "doc,content,start,end,label\n1,وصل الوفد.,4,9,PER\n"),
        ("a.xyz", "وصل الوفد."),
        ("a.txt", "وصل".encode("cp1256")),
    ],
)
def test_skip_bad_is_offered_only_where_spans_are_left_then(
    here: Path, run: Run, name: str, content: str | bytes
) -> None:
    (here / "in").mkdir()
    (here / "in" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    told = run("init", "--labels-from", f"in/{name}", status=1).stderr.splitlines()
    assert told[0].startswith(f"in/{name}")
    assert told[1:] == ["No project was made: first do what is said of what is refused."]
    (here / "good.csv").write_text(TABLE, encoding="utf-8")
    if name != "a.xyz":
        offered = run("init", "--labels-from", "good.csv", "in", status=1).stderr.splitlines()[-1]
        assert ("--skip-bad" in offered) == (
            CliRunner().invoke(program, ["init", "--labels-from", "good.csv", "in", "--skip-bad"]).exit_code
            == 0
        )


def test_a_file_whose_records_are_all_left_out_is_not_told_as_one_without_records(
    here: Path, run: Run
) -> None:
    (here / "good.csv").write_text(TABLE, encoding="utf-8")
    (here / "bad.csv").write_text("text,start,end,label\nنفى.,0,40,LOC\n", encoding="utf-8")
    made = run("init", "--labels-from", "good.csv", "bad.csv", "--skip-bad")
    refused, bare = made.stderr.splitlines()
    assert refused.startswith("bad.csv, line 2: ")
    assert bare == "No spans were read, so no labels taken, in: bad.csv (records refused)."
    assert "from 1 file:" in made.stdout


def test_it_is_told_where_one_name_would_take_the_spans_of_others(here: Path, run: Run) -> None:
    (here / "a.csv").write_text(NAMED + "نفى حسن.,4,7,PER,حسن,\n", encoding="utf-8")
    made = run("init", "--labels-from", "a.csv")
    assert next_line(made.stdout) == "annotator import a.csv --as NAME"
    assert only_line(made.stderr) == (
        "The files name who marked some spans (salim), and not of 1 span: --as NAME below puts the spans of all into one layer."
    )
