"""Which articles a filter names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import SCHEMA, incoming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TITLES = {
    "port": ("انفجار في مرفأ الغضا", "وكالة الساحل"),
    "7": ("وصول قافلة إغاثة إلى القرية", "وكالة الساحل"),
    "border": ("إغلاق المعبر الحدودي", None),
    "1-2": ("قصف يستهدف محيط المطار", "شبكة الضفة"),
    "a, b": ("هدنة في المرفأ", None),
    "talks": ("مفاوضات الهدنة", "شبكة الضفة"),
}
IDS = list(TITLES)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "annotator.db", SCHEMA) as project:
        add_articles(
            project,
            (
                incoming(f"نص الخبر {id_}", id=id_, title=title, source=source)
                for id_, (title, source) in TITLES.items()
            ),
        )
        yield project


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, IDS),
        ("3", ["border"]),
        ("٣", ["border"]),
        ("2-4", ["7", "border", "1-2"]),
        ("2 - 4", ["7", "border", "1-2"]),
        ("5-900", ["a, b", "talks"]),
        ("talks", ["talks"]),
        ("7", ["7"]),
        ("1-2", ["1-2"]),
        ("a, b", ["a, b"]),
        ("talks, 1", ["port", "talks"]),
        ("6,3-4,port,3", ["port", "border", "1-2", "talks"]),
        ("مرفأ", ["port", "a, b"]),
        ("المَرفا", ["a, b"]),
        ("اغاثة", ["7"]),
        ("الضفة هدنة", ["talks"]),
        ("BORD", ["border"]),
        ("معبر,وكالة قافلة", ["7", "border"]),
    ],
)
def test_numbers_ranges_ids_and_words(project: Project, wanted: str | None, found: list[str]) -> None:
    assert project.articles.select(wanted) == found


@pytest.mark.parametrize("part", ["99", "0", "7-900", "زلزال", "ً", "نص الخبر"])
def test_a_part_that_finds_nothing_is_told(project: Project, part: str) -> None:
    with pytest.raises(UsageError) as told:
        project.articles.select(part)
    assert str(told.value) == (
        f"{part!r} finds no article. Give ids, numbers from 1 to 6, ranges such as 1-6, words of titles, "
        "sources and ids, FIELD=VALUE, or @FILE with an id on each line, with commas between them."
    )
    with pytest.raises(UsageError, match=r"^.*, a part of '3,.*', finds no article"):
        project.articles.select(f"3, {part}")


@pytest.mark.parametrize(("wanted", "part"), [("4-2", "4-2"), ("port, ٩ – 8", "٩ – 8"), ("900-2", "900-2")])
def test_a_range_backwards_is_told(project: Project, wanted: str, part: str) -> None:
    first, last = part.replace("٩", "9").replace(" – ", "-").split("-")
    with pytest.raises(UsageError) as told:
        project.articles.select(wanted)
    assert str(told.value) == f"{part!r} is a range backwards: write {last}-{first}."


@pytest.mark.parametrize("wanted", ["", " ", ",", "3,", ",3", "3,,4"])
def test_an_empty_part_finds_nothing(project: Project, wanted: str) -> None:
    with pytest.raises(UsageError, match="finds no article"):
        project.articles.select(wanted)


def test_a_project_without_articles(tmp_path: Path) -> None:
    with Project.create(tmp_path / "empty.db", SCHEMA) as project:
        assert project.articles.select(None) == []
        with pytest.raises(UsageError, match="The project has no articles yet; bring some in"):
            project.articles.select("1")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from([*IDS[:4], "talks", "5", "1", "2-5", "مرفأ", "الضفة"]), min_size=1))
def test_parts_together_find_what_each_finds(project: Project, parts: list[str]) -> None:
    each = {id_ for part in parts for id_ in project.articles.select(part)}
    assert project.articles.select(", ".join(parts)) == [id_ for id_ in IDS if id_ in each]
