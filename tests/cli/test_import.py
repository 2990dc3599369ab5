from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from annotator.project import Project
from tests.cli.conftest import FIRST, Run, only_line
from tests.cli.on_terminal import on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def stored(run: Run) -> bytes:
    return run("export", "--layer", "all").stdout_bytes


def test_what_came_in_was_skipped_or_refused_is_told(here: Path, run: Run) -> None:
    run("init")
    (here / "one.txt").write_bytes(FIRST.encode())
    (here / "news.jsonl").write_text(
        '{"id": 7, "text": "خبر أول"}\nbroken\n{"text": "خبر ثان", "desk": "غرب"}\n'
    )
    (here / "table.csv").write_text("text\nخبر أول\nخبر ثالث\n")
    result = run("import", "one.txt", "news.jsonl", "table.csv", status=1)
    assert result.stdout == "4 articles added, 1 skipped (already there), 1 refused\n"
    assert only_line(result.stderr).startswith("news.jsonl, line 2: is not valid JSON: ")
    with Project.open(here / "annotator.db") as project:
        assert project.articles.get("one").text == FIRST
        assert project.articles.get("one").title == "أعلن لواء الضفة إصابة ناقلة ذخيرة في مرفأ الغضا 🚢."
        assert project.articles.get("7").text == "خبر أول"
        assert [project.articles.get(str(number)).metadata for number in (1, 2, 3, 4)] == [
            {},
            {},
            {"desk": "غرب"},
            {},
        ]


@pytest.mark.usefixtures("project")
def test_the_same_again_is_skipped(run: Run) -> None:
    before = stored(run)
    result = run("import", "first.txt", "second.txt", "first.txt")
    assert result.stdout == "0 articles added, 3 skipped (already there), 0 refused\n"
    assert not result.stderr
    assert stored(run) == before


def test_a_folder(here: Path, run: Run) -> None:
    folder = here / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.txt").write_text("نص")
    (folder / "b.txt").write_text("نص آخر")
    (folder / "c.pdf").write_text("%PDF")
    (folder / ".d.txt").write_text("مخفي")
    run("init")
    assert run("import", "in").stdout.splitlines() == [
        "2 articles added, 0 skipped (already there), 0 refused",
        "1 file of other kinds in the folders passed over: .pdf",
    ]


def test_a_folder_is_looked_through_once(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[Path] = []
    walk = os.walk

    def count(top: Path, **options: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        walked.append(top)
        return walk(str(top), **options)

    (here / "in").mkdir()
    (here / "in" / "a.txt").write_text("نص")
    run("init")
    monkeypatch.setattr(os, "walk", count)
    run("import", "in")
    assert [path.name for path in walked] == ["in"]


def test_another_encoding(here: Path, run: Run) -> None:
    run("init")
    (here / "old.txt").write_bytes("قصف مدفعي".encode("cp1256"))
    assert "is not UTF-8" in only_line(run("import", "old.txt", status=1).stderr)
    run("import", "old.txt", "--encoding", "windows-1256")
    with Project.open(here / "annotator.db") as project:
        assert project.articles.get("1").text == "قصف مدفعي"


@pytest.mark.usefixtures("project")
def test_an_unknown_encoding(run: Run) -> None:
    before = stored(run)
    line = only_line(run("import", "first.txt", "--encoding", "klingon", status=2).stderr)
    assert line.startswith("'klingon' is not an encoding of text; well known are utf-8")
    assert stored(run) == before


BAD = [
    ("latin.txt", b"caf\xe9", "latin.txt, line 1: is not UTF-8: byte 0xE9 at offset 3 can't be read"),
    ("nul.txt", b"a\0b", "nul.txt: the file has a NUL at offset 1, so it looks like a binary file"),
    ("empty.txt", b"", "empty.txt: the file is empty"),
    ("empty.jsonl", b"", "empty.jsonl: the file is empty"),
    ("empty.csv", b"", "empty.csv: the file is empty"),
    ("bad.jsonl", b'{"text": "a"', "bad.jsonl, line 1: is not valid JSON"),
    ("bad.csv", b"id,body\n1,a\n", "bad.csv, line 1: has no column \"text\"; its columns are: 'id', 'body'"),
    ("open.csv", b'text\n"a', "open.csv, line 2: a quote is open or out of place"),
    (
        "page.html",
        b"<p>",
        "page.html: can't be imported: its name must end in one of .txt, .jsonl, .ndjson, .csv",
    ),
    ("esc\x1b[2J\n.html", b"<p>", r"esc\x1b[2J\n.html: can't be imported"),
    (
        "esc.csv",
        b"a\x1b[2J,b\n1,2\n",
        r"""esc.csv, line 1: has no column "text"; its columns are: 'a\x1b[2J', 'b'""",
    ),
    ("esc.jsonl", b'{"a\\u001b[2J": 1}', r'esc.jsonl, line 1: has no field "text"; its fields are: a\x1b[2J'),
]


@pytest.mark.parametrize(
    ("name", "data", "said"), BAD, ids=[name.encode("unicode_escape").decode() for name, *_ in BAD]
)
@pytest.mark.usefixtures("project")
def test_bad_input_is_told_in_one_line_and_changes_nothing(
    here: Path, run: Run, name: str, data: bytes, said: str
) -> None:
    before = stored(run)
    (here / name).write_bytes(data)
    result = run("import", name, status=1)
    assert only_line(result.stderr).startswith(said)
    assert result.stdout == "0 articles added, 0 skipped (already there), 1 refused\n"
    assert stored(run) == before


def test_a_file_of_200_mb_is_refused(here: Path, run: Run) -> None:
    run("init")
    with (here / "large.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    line = only_line(run("import", "large.txt", status=1).stderr)
    assert line == "large.txt: is larger than 20 MB, too large for one article; split it."


def test_one_bad_record_stops_nothing_else(here: Path, run: Run) -> None:
    run("init")
    for name, data, _ in BAD:
        (here / name).write_bytes(data)
    (here / "zz.txt").write_text("خبر أخير")
    result = run("import", *sorted(name for name, *_ in BAD), "none.txt", "zz.txt", status=1)
    assert result.stdout == f"1 article added, 0 skipped (already there), {len(BAD) + 1} refused\n"
    assert "none.txt: there is no such file or folder." in result.stderr.splitlines()


def test_our_own_export_comes_in_as_it_was(here: Path, run: Run, project: Path) -> None:
    run("export", "--layer", "all", "-o", "out.jsonl")
    run("init", "--project", "new.db")
    result = run("import", "out.jsonl", "--project", "new.db")
    assert result.stdout.splitlines() == [
        "2 articles added, 0 skipped (already there), 0 refused",
        "4 spans added to 2 layers",
    ]
    assert not result.stderr
    with Project.open(project) as old, Project.open(here / "new.db") as new:
        for key in ("1", "2"):
            assert new.articles.get(key) == old.articles.get(key)
    assert (
        run("export", "--layer", "all", "--project", "new.db").stdout_bytes
        == (here / "out.jsonl").read_bytes()
    )
    again = run("import", "out.jsonl", "--project", "new.db")
    assert again.stdout.splitlines() == [
        "0 articles added, 2 skipped (already there), 0 refused",
        "0 spans added to 0 layers, 4 skipped (already there)",
    ]


def test_without_a_project(here: Path, run: Run) -> None:
    (here / "a.txt").write_text("نص")
    line = only_line(run("import", "a.txt", status=1).stderr)
    assert "There is no project at annotator.db" in line
    assert "annotator init" in line


def test_without_a_path(run: Run) -> None:
    assert "PATH is missing. Example: annotator import" in run("import", status=2).stderr


def test_a_progress_bar_only_on_a_terminal(here: Path, run: Run) -> None:
    run("init")
    (here / "many.jsonl").write_text("".join(f'{{"text": "خبر {number}"}}\n' for number in range(1000)))
    quiet = subprocess.run(
        [sys.executable, "-m", "annotator", "import", "many.jsonl"], cwd=here, capture_output=True, check=True
    )
    assert quiet.stdout == b"1,000 articles added, 0 skipped (already there), 0 refused\n"
    assert quiet.stderr == b""
    output, shown = on_terminal(here, "import", "many.jsonl")
    assert output == "0 articles added, 1,000 skipped (already there), 0 refused\n"
    assert "Importing" in shown
    assert "1,000" in shown
