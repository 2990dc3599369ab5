from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.limits import FILE
from tests.formats.tools import put, read_one, refused_one

if TYPE_CHECKING:
    from pathlib import Path


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).filter(
        lambda text: text.strip()
    )
)
def test_the_text_is_what_the_bytes_say(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = put(tmp_path_factory.mktemp("txt"), "a.txt", text.encode())
    assert read_one(path, "utf-8", kind="txt").text == text.encode().decode().removeprefix("\ufeff")


@given(st.binary(min_size=1))
def test_any_bytes_are_the_text_or_refused_and_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = put(tmp_path_factory.mktemp("txt"), "a.txt", data)
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        reason = refused_one(path, "utf-8", kind="txt").reason
        assert "is not UTF-8" in reason or reason.startswith(
            ("is ", "begins with the byte order mark of UTF-")
        )
        return
    if not text.strip() or "\0" in text:
        assert refused_one(path, "utf-8", kind="txt").reason
    else:
        assert read_one(path, "utf-8", kind="txt").text == text


def test_nothing_is_stripped_or_translated(tmp_path: Path) -> None:
    text = "\r\n  عنوان \t\r\rسطر\x85آخر\u2028ثم\u2029\n\n \ufeff\u200f"
    assert read_one(put(tmp_path, "a.txt", text)).text == text


def test_only_one_byte_order_mark_goes(tmp_path: Path) -> None:
    assert read_one(put(tmp_path, "a.txt", "\ufeff\ufeffنص")).text == "\ufeffنص"
    assert read_one(put(tmp_path, "a.txt", "\ufeff\ufeffنص".encode("utf-16-le")), "utf-16").text == "\ufeffنص"


def test_windows_1256(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", "قال الشاهد\nإن القصف توقف".encode("cp1256"))
    assert str(refused_one(path)) == (
        f"{path}, line 1: is not UTF-8: byte 0xDE at offset 0 can't be read; "
        "say which encoding it is in, for example --encoding windows-1256."
    )
    assert read_one(path, "windows-1256").text == "قال الشاهد\nإن القصف توقف"


def test_the_place_of_a_bad_byte(tmp_path: Path) -> None:
    refusal = refused_one(put(tmp_path, "a.txt", b"one\ntwo\nth\xffree"))
    assert refusal.line == 3
    assert "byte 0xFF at offset 10" in refusal.reason


@pytest.mark.parametrize("data", [b"ab\xe2\x80", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80"])
def test_utf_8_is_read_strictly(tmp_path: Path, data: bytes) -> None:
    assert "is not UTF-8" in refused_one(put(tmp_path, "a.txt", data)).reason


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    assert "half a character (U+D800)" in refused_one(put(tmp_path, "a.txt", b"a+2AA-"), "utf-7").reason


@pytest.mark.parametrize("blank", [" ", "\n", "\r\n \t\u3000"])
def test_a_blank_file_is_refused(tmp_path: Path, blank: str) -> None:
    assert refused_one(put(tmp_path, "a.txt", blank)).reason == "the file is only white space."


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # sparse: takes no room on the disk
    tracemalloc.start()
    try:
        assert refused_one(path).reason == "is larger than 20 MB, too large for one article; split it."
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_the_largest_file_comes_in(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", b"a" * FILE.most)
    assert len(read_one(path).text) == FILE.most
    with path.open("ab") as file:
        file.write(b"a")
    assert "is larger than 20 MB" in refused_one(path).reason


def test_one_word_of_a_hundred_thousand_letters(tmp_path: Path) -> None:
    assert read_one(put(tmp_path, "a.txt", "س" * 100_000)).text == "س" * 100_000


def test_escape_sequences_come_in_as_they_are(tmp_path: Path) -> None:
    text = "\x1b[2J\x1b]0;x\x07\x9b31m نص \x7f\u202e"
    assert read_one(put(tmp_path, "a.txt", text)).text == text
