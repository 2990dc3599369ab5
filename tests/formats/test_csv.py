from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.limits import FILE
from tests.formats.tools import put, read, refused_one

if TYPE_CHECKING:
    from pathlib import Path

SCALARS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXTS = st.text(SCALARS | st.sampled_from('\r\n",'), min_size=1).filter(lambda text: not text.isspace())


@given(st.lists(st.tuples(TEXTS, st.text(SCALARS)), min_size=1), st.sampled_from(["\r\n", "\n", "\r"]))
def test_any_text_comes_through_unaltered(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], ending: str
) -> None:
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerow(["text", "note"])
    writer.writerows(rows)
    path = put(tmp_path_factory.mktemp("csv"), "a.csv", table.getvalue())
    good, refused = read(path, kind="csv")
    assert not refused
    assert [(entry.text, entry.metadata) for entry in good] == [(text, {"note": note}) for text, note in rows]


def test_lines_are_those_of_the_file_where_a_record_begins(tmp_path: Path) -> None:
    good, refused = read(put(tmp_path, "a.csv", 'text,n\n"a\nb\nc",1\n\nd\n"e\nf",2\n'))
    assert [(entry.text, entry.line) for entry in good] == [("a\nb\nc", 2), ("e\nf", 7)]
    assert [(refusal.line, refusal.reason) for refusal in refused] == [
        (6, "the first row has 2 fields, this one 1; put a field with a comma in it between quotes.")
    ]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (
            "id,body",
            "has no column \"text\"; its columns are: 'id', 'body'; "
            "say which one it is with --fields, as in --fields text=content",
        ),
        (
            "id^text",
            "has no column \"text\"; its columns are: 'id^text'; commas, semicolons, tabs and vertical bars were "
            "looked for between columns; another one is said with --separator",
        ),
        (
            "text;x,text",
            "its columns may be separated by commas ('text;x', 'text') or semicolons ('text', 'x,text'); "
            "say which with --separator, as in --separator ','",
        ),
        ("text,Text", "has two columns 'text'; rename one"),
        ("text,a,a", "has two columns 'a'; rename one"),
    ],
)
def test_columns_that_can_not_be_used(tmp_path: Path, header: str, reason: str) -> None:
    path = put(tmp_path, "a.csv", f"{header}\n1,2\n")
    assert str(refused_one(path)) == f"{path}, line 1: {reason}."


def test_empty_cells_are_nothing_and_a_nameless_column_gets_a_name(tmp_path: Path) -> None:
    (found,), _ = read(put(tmp_path, "a.csv", ",id,text,title\n0,,a,\n"))
    assert (found.id, found.title, found.metadata) == (None, None, {"column 1": "0"})


def test_a_table_without_rows(tmp_path: Path) -> None:
    assert (
        refused_one(put(tmp_path, "a.csv", "id,text\n")).reason
        == "has no rows below the names of the columns."
    )


@pytest.mark.parametrize("text", ["", " "])
def test_a_row_without_text_stops_nothing(tmp_path: Path, text: str) -> None:
    good, (refusal,) = read(put(tmp_path, "a.csv", f"id,text\n1,a\n2,{text}\n3,b\n"))
    assert [entry.id for entry in good] == ["1", "3"]
    assert refusal.line == 3
    assert "the text is" in refusal.reason


def test_a_row_of_other_bytes_stops_nothing(tmp_path: Path) -> None:
    data = b'id,text\n1,a\n2,"' + "قصف".encode("cp1256") + b'"\n3,b\n'
    good, (refusal,) = read(put(tmp_path, "a.csv", data))
    assert [entry.id for entry in good] == ["1", "3"]
    assert refusal.line == 3
    assert "is not UTF-8: byte 0xDE" in refusal.reason


@pytest.mark.parametrize("row", ['2,"open', '2,"he said "go" and went"'])
def test_broken_quoting_ends_the_file_and_says_so(tmp_path: Path, row: str) -> None:
    good, (refusal,) = read(put(tmp_path, "a.csv", f"id,text\n1,a\n{row}\n3,b\n"))
    assert [entry.id for entry in good] == ["1"]
    assert refusal.line == 3
    assert "neither this row nor the rest of the file was read" in refusal.reason


def test_a_long_field_comes_in(tmp_path: Path) -> None:
    text = "قصف " * 100_000  # longer than the csv module allows by itself
    (found,), _ = read(put(tmp_path, "a.csv", f'text\n"{text}"\n'))
    assert found.text == text


def test_a_field_that_is_too_large_is_refused(tmp_path: Path) -> None:
    for ending in ("", "\n"):
        piece = "a" * (1024 * 1024 - len(ending)) + ending
        path = put(tmp_path, "a.csv", 'text\na\n"' + piece * (FILE.most // len(piece) + 2) + '"\n')
        good, (refusal,) = read(path)
        assert [entry.text for entry in good] == ["a"]
        assert refusal.line == 3
        assert (
            "the rest of the file was not read" in refusal.reason
            or "nor the rest of the file" in refusal.reason
        )
