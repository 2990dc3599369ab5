"""Tables as other programs write them: separators, quoting, byte order marks, encodings, line ends, columns in any order."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.formats import find, read_found
from annotator.formats.csv import CsvOptions
from annotator.model import Incoming, Refusal
from tests.formats.tools import put, read, read_one, refused_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LETTERS = st.sampled_from("ابتقصف لمن\u0651\u200f🚢ab .,;\t|\"'=:،؛")
LINES = LETTERS | st.sampled_from("\r\n")
MARKED = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
GIVEN = ("utf-8", "windows-1256", "utf-16-le", "utf-32-be")
BOMS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
COLUMNS = ("id", "text", "title", "date", "source", "url", "desk")


def some(letters: st.SearchStrategy[str], least: int) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=least, max_size=12).filter(lambda text: not least or bool(text.strip()))


@st.composite
def styles(draw: st.DrawFn) -> dict[str, Any]:
    """How a table is written."""
    return {
        "delimiter": draw(st.sampled_from(",;\t|")),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n", "\r"])),
    }


def written(rows: Sequence[Sequence[str]], style: dict[str, Any], encoding: str, *, says: bool) -> bytes:
    out = io.StringIO(newline="")
    if says:
        out.write(f"sep={style['delimiter']}{style['lineterminator']}")
    csv.writer(out, **style).writerows(rows)
    return BOMS.get(encoding, b"") + out.getvalue().encode(encoding)


def letters_for(style: dict[str, Any]) -> st.SearchStrategy[str]:
    """Python's writer quotes line ends by itself only where all fields are quoted."""
    return LETTERS if style["quoting"] == csv.QUOTE_MINIMAL else LINES


def found_with(path: Path, **options: str) -> list[Incoming | Refusal]:
    return list(read_found(find([path]), options=options))


@given(
    st.data(),
    styles(),
    st.sampled_from([*((one, None) for one in MARKED), *((one, one) for one in GIVEN)]),
    st.booleans(),
    st.sampled_from(["csv", "tsv"]),
)
def test_what_python_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    style: dict[str, Any],
    encodings: tuple[str, str | None],
    says: bool,
    ending: str,
) -> None:
    encoding, said = encodings
    letters = letters_for(style).filter(lambda letter: encoding != "windows-1256" or letter != "🚢")
    columns = data.draw(st.permutations(COLUMNS))
    count = data.draw(st.integers(1, 4))
    rows = [
        {name: data.draw(some(letters, 1 if name == "text" else 0)) for name in COLUMNS}
        | {"id": f"a{number}"}
        for number in range(count)
    ]
    case = data.draw(st.sampled_from([str.lower, str.upper, str.title]))
    names = [name if name == "desk" else case(name) for name in columns]
    table = [names, *([row[name] for name in columns] for row in rows)]
    path = put(tmp_path_factory.mktemp("t"), f"a.{ending}", written(table, style, encoding, says=says))
    good, refused = read(path, encoding=said)
    assert not refused
    for article, row in zip(good, rows, strict=True):
        assert {name: getattr(article, name) for name in COLUMNS[:-1]} == {
            name: row[name] or None for name in COLUMNS[:-1]
        }
        assert article.metadata == {"desk": row["desk"]}


@given(st.data(), styles(), st.sampled_from(MARKED))
def test_spans_of_other_tables_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, style: dict[str, Any], encoding: str
) -> None:
    letters = letters_for(style)
    texts = data.draw(st.lists(some(letters, 1), min_size=1, max_size=3, unique=True))
    named = {"text": "content", "start": "Begin", "end": "stop", "label": "tag", "surface": "mention"}
    columns = data.draw(st.permutations(["id", *named.values()]))
    every = data.draw(st.booleans())
    if data.draw(st.booleans()):
        columns.remove("mention")
        del named["surface"]
    if data.draw(st.booleans()):
        columns.remove("id")
    fraction = data.draw(st.sampled_from(["", ".0"]))
    expected = []
    rows = [columns]
    for number, text in enumerate(texts):
        starts = data.draw(st.lists(st.integers(0, len(text) - 1), max_size=3))
        marks = [(start, data.draw(st.integers(start + 1, len(text))), "PER") for start in starts]
        expected.append((text, marks))
        for at, (start, end, label) in enumerate(marks or [(0, 0, "")]):
            cells = {"id": f"a{number}", "content": text if every or at == 0 else ""}
            if label:
                cells |= {"Begin": f"{start}{fraction}", "stop": f"{end}{fraction}", "tag": label}
                cells |= {"mention": text[start:end]}
            rows.append([cells.get(name, "") for name in columns])
    path = put(tmp_path_factory.mktemp("t"), "a.csv", written(rows, style, encoding, says=False))
    fields = ",".join(f"{name}={column}" for name, column in named.items())
    good = [one for one in found_with(path, fields=fields) if isinstance(one, Incoming)]
    assert [(one.text, [(s.start, s.end, s.label) for s in one.spans]) for one in good] == expected
    assert all(one.metadata == {} and one.lost == {} for one in good)


@pytest.mark.parametrize("row", ["sep=;", '"sep=;"', "SEP=;", "sep=^", "sep=\t"])
def test_a_first_line_names_the_separator(tmp_path: Path, row: str) -> None:
    sign = row.strip('"')[-1]
    path = put(tmp_path, "a.csv", f"{row}\r\nid{sign}text,note\r\n1{sign}قصف\r\n2{sign}\r\n")
    refusal = refused_one(path)
    assert "'text,note'" in refusal.reason
    path.write_text(f"{row}\nid{sign}text\n1{sign}قصف, ثم\n2{sign}\n", encoding="utf-8")
    good, (refusal,) = read(path)
    assert [(one.id, one.text, one.line) for one in good] == [("1", "قصف, ثم", 3)]
    assert refusal.line == 4


def test_a_separator_that_is_said_otherwise_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "sep=;\nid;text\n1;قصف\n")
    (refusal,) = found_with(path, separator=",")
    assert isinstance(refusal, Refusal)
    assert "says that semicolons separate its columns, and --separator says commas" in refusal.reason
    (article,) = found_with(path, separator="semicolon")
    assert isinstance(article, Incoming)


def test_a_separator_that_is_said(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "id^text\n1^قصف\n")
    assert "another one is said with --separator" in refused_one(path).reason
    (article,) = found_with(path, separator="^")
    assert isinstance(article, Incoming)
    assert (article.id, article.text) == ("1", "قصف")


def test_a_table_of_one_column(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "text\nقصف; ثم\nقال, ثم\n")
    good, (refusal,) = read(path)
    assert [one.text for one in good] == ["قصف; ثم"]
    assert "or say --separator tab" in refusal.reason
    assert [one.text for one in found_with(path, separator="tab") if isinstance(one, Incoming)] == [
        "قصف; ثم",
        "قال, ثم",
    ]


@pytest.mark.parametrize("separator", ["ab", '"', "\n"])
def test_what_can_be_no_separator(separator: str) -> None:
    with pytest.raises(UsageError, match="it can be one character"):
        CsvOptions(separator=separator)


def test_fields_name_the_columns(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "nr;Content;text\n7;قصف;x\n")
    (article,) = found_with(path, fields="text=content,id=nr")
    assert isinstance(article, Incoming)
    assert (article.id, article.text, article.metadata) == ("7", "قصف", {"text": "x"})
    (refusal,) = found_with(path, fields="text=body")
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith('has no column "body", which --fields names for text; its columns are: ')
    (refusal,) = found_with(path, fields="text=content,label=text")
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("has no column for the start of a span")


@pytest.mark.parametrize(
    "header", ["start,end,tag", "begin,finish,type", "char_start,charEnd,Entity", "begin,stop,kind"]
)
def test_columns_that_look_like_spans_are_told(tmp_path: Path, header: str) -> None:
    found = read_one(put(tmp_path, "a.csv", f"text,{header}\nوصل الوفد,4,9,PER\n"))
    ((what, count),) = found.lost.items()
    assert count == 1
    assert what.startswith("rows that look like spans; if they are, say --fields ")
    fields = what.rpartition(" ")[2]
    (again,) = found_with(tmp_path / "a.csv", fields=fields)
    assert isinstance(again, Incoming)
    assert [(span.start, span.end, span.label) for span in again.spans] == [(4, 9, "PER")]


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("start,end", "4,9", "rows that may be spans (columns 'start' and 'end') and have no label"),
        ("start,length,label", "4,5,PER", "rows that may be spans with a length (column 'length')"),
        ("tags", "O B-PER", "cells of the column 'tags' that look like tags of words"),
        ("Tag", "I-PER", "cells of the column 'Tag' that look like tags of words"),
        ("data", '"{""entities"": [[4, 9, ""PER""]]}"', "cells of the column 'data' that look like spans"),
        ("tags", "\"['O', 'B-PER']\"", "cells of the column 'tags' that look like tags of words"),
    ],
)
def test_parts_of_spans_in_columns_are_told(tmp_path: Path, header: str, row: str, told: str) -> None:
    ((what, count),) = read_one(put(tmp_path, "a.csv", f"text,{header}\nوصل الوفد,{row}\n")).lost.items()
    assert what.startswith(told)
    assert count == 1


@pytest.mark.parametrize(
    ("header", "row"),
    [("from,to", "1990,2000"), ("kind", "O"), ("kind", "B-movie of 1990"), ("start,length", "a,b")],
)
def test_numbers_and_words_in_columns_are_no_spans(tmp_path: Path, header: str, row: str) -> None:
    assert read_one(put(tmp_path, "a.csv", f"text,{header}\nوصل الوفد,{row}\n")).lost == {}


def test_other_columns_are_not_taken_for_spans(tmp_path: Path) -> None:
    found = read_one(put(tmp_path, "a.csv", "text,from,to,class\nوصل الوفد,صور,جبيل,أخبار\n"))
    assert found.lost == {}


def test_a_table_of_words_is_told_as_one(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "Sentence #,Word,POS,Tag\n1,قال,V,O\n")
    assert "a table with a word in each row is not read" in refused_one(path).reason


CELL = '[{"start": 4, "end": 9, "text": "الوفد", "labels": ["PER"]}]'


def test_spans_as_json_in_a_cell_are_read(tmp_path: Path) -> None:
    out = io.StringIO(newline="")
    rows = [
        ["text", "id", "label", "annotator"],
        ["وصل الوفد", "7", CELL, "huda"],
        ["نفى", "8", "[]", "huda"],
    ]
    csv.writer(out).writerows(rows)
    first, second = read(put(tmp_path, "a.csv", out.getvalue()))[0]
    assert [(span.start, span.end, span.label, span.annotator) for span in first.spans] == [
        (4, 9, "PER", "huda")
    ]
    assert (first.id, first.lost, second.spans) == ("7", {}, ())


def test_spans_as_json_in_a_column_that_is_said(tmp_path: Path) -> None:
    cell = CELL.replace("labels", "what").replace("start", "b").replace("end", "e")
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["body", "x"], ["وصل الوفد", cell], ["نفى", ""], ["عاد", "no"]])
    path = put(tmp_path, "a.csv", out.getvalue())
    first, second, third = found_with(path, fields="text=body,spans=x,start=b,end=e,label=what")
    assert isinstance(first, Incoming)
    assert [(span.start, span.end, span.label) for span in first.spans] == [(4, 9, "PER")]
    assert isinstance(second, Incoming)
    assert isinstance(third, Refusal)
    assert third.reason == "the column 'x' has no list of spans in JSON."


def test_spans_as_python_writes_them_in_a_cell_are_told(tmp_path: Path) -> None:
    cell = "\"[(4, 9, 'PER')]\""
    found = read_one(put(tmp_path, "a.csv", f"text,label\nوصل الوفد,{cell}\n"))
    assert found.lost == {
        "cells of the column 'label' that look like spans and are no list of them in JSON": 1
    }
    assert found.metadata == {"label": "[(4, 9, 'PER')]"}


def test_what_differs_between_the_rows_of_an_article_is_counted(tmp_path: Path) -> None:
    rows = "1,وصل الوفد,4,9,PER,a,t\n1,,0,3,ACT,b,t\n1,,0,9,ACT,a,u\n"
    found = read_one(put(tmp_path, "a.csv", f"id,text,start,end,label,note,title\n{rows}"))
    assert len(found.spans) == 3
    assert (found.metadata, found.title) == ({"note": "a"}, "t")
    assert found.lost == {
        "cells that differ between the rows of an article (column 'note')": 1,
        "cells that differ between the rows of an article (column 'title')": 1,
    }


def test_scores_are_read(tmp_path: Path) -> None:
    rows = "وصل الوفد,4,9,PER,0.930\nوصل الوفد,0,3,ACT,high\nوصل الوفد,0,9,ALL,\n"
    found = read_one(put(tmp_path, "a.csv", f"text,start,end,label,Score\n{rows}"))
    assert [span.score for span in found.spans] == ["0.930", None, None]
    assert (found.metadata, found.lost) == ({}, {"scores that are no numbers": 1})


def test_offsets_that_count_something_else_are_told_and_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "text,start,end,label,span\n🚢🚢 وصل الوفد,9,14,PER,الوفد\n")
    _, (refusal,) = read(path)
    assert refusal.reason.endswith("if all offsets are like this one, say --offsets utf-16 --ends exclusive.")
    (article,) = found_with(path, offsets="utf-16")
    assert isinstance(article, Incoming)
    assert [(span.start, span.end) for span in article.spans] == [(7, 12)]
    put(tmp_path, "a.csv", "text,start,end,label,span\nوصل الوفد,4,8,PER,الوفد\n")
    _, (refusal,) = read(path)
    assert refusal.reason.endswith("say --offsets code-points --ends inclusive.")
    (article,) = found_with(path, ends="inclusive")
    assert isinstance(article, Incoming)
    assert [(span.start, span.end) for span in article.spans] == [(4, 9)]


def test_a_row_without_an_id_after_a_bad_one_is_not_put_into_another_article(tmp_path: Path) -> None:
    rows = "وصل الوفد,0,3,A\nنفى,0,3,A,more\n,4,9,B\n"
    good, refused = read(put(tmp_path, "a.csv", f"text,start,end,label\n{rows}"))
    assert [(one.text, len(one.spans)) for one in good] == [("وصل الوفد", 1)]
    assert [one.line for one in refused] == [3, 4]
