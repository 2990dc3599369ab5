"""The encoding of a file: its byte order mark, what is given, and files that look like another one."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.samples import SAMPLES, Sample
from tests.formats.tools import put, read, read_one, refused_one

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "نفى مجلس المدينة ذلك.\nثم عاد."
MARKS = {
    "utf-8-sig": b"",
    "utf-16": b"",
    "utf-32": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
"""Encodings, and the marks that Python does not write with them."""


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.format)
@pytest.mark.parametrize("encoding", MARKS)
def test_every_reader_takes_the_encoding_from_the_mark(tmp_path: Path, sample: Sample, encoding: str) -> None:
    if sample.format.startswith("cas"):
        pytest.importorskip("cassis")
    for name, data in (
        (sample.file, sample.data),
        *(((tmp_path / sample.file).with_suffix(end).name, beside) for end, beside in sample.beside),
    ):
        put(tmp_path, name, MARKS[encoding] + data.decode().encode(encoding))
    good, refused = read(tmp_path / sample.file)
    assert not refused
    assert [one.text for one in good] == [article["text"] for article in sample.articles]
    assert [one.spans for one in good] == [article.get("spans", ()) for article in sample.articles]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [TEXT, "قصف", "id,text\r\n1,قصف\r\n"])
def test_without_a_mark_it_is_refused_with_the_option_that_reads_it(
    tmp_path: Path, encoding: str, text: str
) -> None:
    path = put(tmp_path, "a.txt", text.encode(encoding))
    reason = refused_one(path).reason
    assert reason == (
        f"looks like {encoding.upper()}, and has no byte order mark that says so; say --encoding {encoding}, "
        "or --encoding utf-8 if it is that all the same."
    )
    assert read_one(path, encoding).text == text


@pytest.mark.parametrize(
    ("mark", "given"),
    [("utf-8-sig", "windows-1256"), ("utf-16", "utf-8"), ("utf-16", "utf-16-be"), ("utf-32", "utf-16")],
)
def test_a_mark_of_another_encoding_than_the_one_given_is_told(tmp_path: Path, mark: str, given: str) -> None:
    path = put(tmp_path, "a.txt", TEXT.encode(mark))
    reason = refused_one(path, given).reason
    name = mark.removesuffix("-sig").upper()
    assert reason.startswith(
        f"begins with the byte order mark of {name}, and is to be read as {given.upper()}"
    )
    assert read_one(path).text == TEXT


@given(
    st.text(st.sampled_from("ابتثجحخدذ ،.\n\u0651abc12"), min_size=2).filter(lambda text: bool(text.strip()))
)
def test_text_in_utf_8_does_not_look_like_another_encoding(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = put(tmp_path_factory.mktemp("txt"), "a.txt", text)
    assert read_one(path).text == text


def test_files_of_several_encodings_come_in_together(tmp_path: Path) -> None:
    for number, encoding in enumerate(["utf-8", "utf-8-sig", "utf-16", "utf-32"]):
        put(tmp_path, f"{number}.txt", f"{TEXT} {number}".encode(encoding))
    good, refused = read(tmp_path)
    assert not refused
    assert [one.text for one in good] == [f"{TEXT} {number}" for number in range(4)]
