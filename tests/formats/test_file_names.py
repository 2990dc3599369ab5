from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.file_names import LONGEST, FileNames, safe

if TYPE_CHECKING:
    from pathlib import Path

IDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("/\\. ابAaé\u0301"), max_size=300)


@pytest.mark.parametrize(
    "id_", ["n-1", "خبر ٣", "a.txt", "أَعْلَنَ", "می\u200cرود", "2026-02-03 عاجل", "emoji 🚑", "a" * LONGEST]
)
def test_an_id_that_can_be_a_name_is_one(id_: str) -> None:
    assert safe(id_) == id_


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("../etc/passwd", "_._etc_passwd"),
        ("a/b\\c:d", "a_b_c_d"),
        ("https://example.org/?q=1", "https___example.org__q=1"),
        ("a\nb\tc\x00", "a_b_c_"),
        ("\u202eخبر\u200f", "_خبر_"),
        (".hidden", "_hidden"),
        ("..", "__"),
        (".", "_"),
        ("", "_"),
        ("end. ", "end._"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("ب" * 200, "ب" * 90),
    ],
)
def test_what_can_not_be_in_a_name_is_replaced(id_: str, name: str) -> None:
    assert safe(id_) == name


def test_a_number_is_added_where_a_name_is_taken() -> None:
    names = FileNames()
    given = ["News", "news", "NEWS", "news-2", "a/b", "a:b", "caf\u00e9", "cafe\u0301"]
    assert [names.of(id_) for id_ in given] == [
        "News", "news-2", "NEWS-3", "news-2-2", "a_b", "a_b-2", "caf\u00e9", "cafe\u0301-2",
    ]  # fmt: skip


@given(st.lists(IDS, max_size=20))
def test_names_are_unlike_each_other_and_fit_for_every_system(ids: list[str]) -> None:
    names = FileNames()
    found = [names.of(id_) for id_ in ids]
    assert len({normalize("NFC", name).casefold() for name in found}) == len(ids)
    for name in found:
        assert name.isprintable() or "\u200c" in name or "\u200d" in name or not name.isascii()
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert len(f"{name}.ann".encode()) <= 255
    again = FileNames()
    assert [again.of(id_) for id_ in ids] == found


@given(IDS)
def test_a_file_of_that_name_is_in_the_folder(tmp_path_factory: pytest.TempPathFactory, id_: str) -> None:
    folder: Path = tmp_path_factory.mktemp("names")
    path = folder / f"{FileNames().of(id_)}.txt"
    path.write_text("نص", encoding="utf-8")
    assert [found.resolve() for found in folder.iterdir()] == [path.resolve()]
