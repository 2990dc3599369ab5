"""What a file is, by its first bytes: the best reader where it is clear, a question where it is not."""

from __future__ import annotations

import gzip
import io
import pickle
import sqlite3
import zipfile
from typing import TYPE_CHECKING

import pytest

from annotator.errors import UsageError
from annotator.formats import FORMATS, every_format, find, read_found, reader
from annotator.formats.detect import AHEAD, ENOUGH, HEAD, best, head, scores
from annotator.formats.sample_data import SampleSpan
from tests.formats.tools import put, read_one

if TYPE_CHECKING:
    from pathlib import Path

OURS = (
    '{"id": "a", "text": "قصف", "sha256": "x", "offset_unit": "codepoint", "annotators": [], "spans": []}\n'
)


def kinds(path: Path, encoding: str | None = None) -> list[str]:
    return [file.kind.name for file in find([path], encoding).files]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", "قصف مدفعي", "txt"),
        ("a.txt", "", "txt"),
        ("a.txt", '{"text": "قصف"}\n', "txt"),
        ("a.jsonl", '{"text": "قصف"}\n', "jsonl"),
        ("a.jsonl", '\n{"text": "قصف", "desk": 4}\n', "jsonl"),
        ("a.ndjson", "no JSON", "jsonl"),
        ("a.jsonl", OURS, "jsonl"),
        ("a.json", OURS, "jsonl"),
        ("a", OURS, "jsonl"),
        ("a.csv", "id,text\n1,قصف\n", "csv"),
        ("a.csv", "nothing", "csv"),
        ("a", '"id","text","start","end","label","span"\r\n', "csv"),
        *(
            ("a.csv", "tag\tcontent\tstop\tBegin\n" + f"PER\tقصف\t3\t{start}\n" * 5, "csv")
            for start in ("0", "0.0", "1")
        ),
        ("a.csv", "word\ttag\n" + "قصف\t0\n" * 5 + "حلب\tLOC\n", "conll"),
    ],
)
def test_a_file_is_what_it_looks_like(tmp_path: Path, name: str, data: str, kind: str) -> None:
    assert kinds(put(tmp_path, name, data)) == [kind]


def test_the_encoding_counts(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        assert kinds(put(tmp_path, "a", OURS.encode(encoding)), encoding) == ["jsonl"]
    assert kinds(put(tmp_path, "a", b"\xef\xbb\xbf" + OURS.encode())) == ["jsonl"]


def test_a_long_first_line_is_looked_at_to_its_end(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", OURS.replace("قصف", "قصف " * HEAD))
    assert scores(path, head(path, "utf-8"), [reader(kind.name) for kind in FORMATS if kind.reads])[0] == (
        1.0,
        reader("jsonl"),
    )


def test_a_file_that_may_be_several_things_asks(tmp_path: Path) -> None:
    first, second, *_ = every_format()
    sure = [(0.7, first), (0.6, second)]
    assert best(sure) is None
    assert best([(0.7, first), (0.5, second)]) is first
    assert best([(ENOUGH - 0.1, first)]) is None
    assert best([]) is None
    assert AHEAD == 0.2
    path = put(tmp_path, "a.data", '{"text": "قصف"}\n')
    with pytest.raises(UsageError, match=r"a\.data may be .*jsonl.*; say which with --format"):
        find([path])
    (found,) = find([path], format="jsonl").files
    assert found.kind.name == "jsonl"


def test_a_format_that_is_named_is_taken_at_its_word(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", '{"text": "قصف"}')
    put(tmp_path, "b.jsonl", '{"text": "قصف ثان"}')
    assert [file.path.name for file in find([tmp_path], format="jsonl").files] == ["b.jsonl"]
    assert [file.path.name for file in find([tmp_path / "a.txt"], format="jsonl").files] == ["a.txt"]
    with pytest.raises(UsageError, match="'docx' is not a format that can be imported; there is auto, txt"):
        find([tmp_path], format="docx")


class Trap:
    """What a pickle would run if anybody opened it."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("the pickle was opened",))


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "قصف")
    return out.getvalue()


def database(folder: Path) -> bytes:
    with sqlite3.connect(folder / "x.db") as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    return (folder / "x.db").read_bytes()


@pytest.mark.parametrize("suffix", [".zip", ".txt", ".jsonl", ".json", ".csv", ".conll", ""])
def test_what_is_no_text_is_told_and_not_opened(tmp_path: Path, suffix: str) -> None:
    for data, said in (
        (archive(), "is a ZIP archive; unpack it and import what is in it."),
        (gzip.compress("قصف".encode()), "is compressed (gzip); unpack it first."),
        (pickle.dumps(Trap()), "is a pickle of Python, which is never opened"),
        (pickle.dumps(SampleSpan(0, 1, "a", "b"), protocol=2), "is a pickle of Python"),
        (database(tmp_path), "is a database, not a file of articles"),
    ):
        path = put(tmp_path, f"a{suffix}", data)
        for name in ("auto", *(kind.name for kind in FORMATS if kind.reads)):
            found = find([path], format=name)
            assert not found.files
            (refusal,) = found.refused
            assert refusal.reason.startswith(said)


def test_a_text_that_begins_like_an_archive_is_a_text(tmp_path: Path) -> None:
    for text in ("PAR1 قصف", "%PDF-1.7 قصف", "BZh قصف"):
        assert read_one(put(tmp_path, "a.txt", text)).text == text


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "a.jsonl")
    (refusal,) = read_found(find([tmp_path / "a.jsonl"]))
    assert str(refusal).endswith("is a pipe or a device; save what comes from it in a file first.")
