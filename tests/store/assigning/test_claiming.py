"""Many people asking for the next article at the same moment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.store.helpers import make
from tests.store.workers import together

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = ["huda", "salim", "maryam", "ليلى", "عمر", "زينب", "يوسف", "سلمى"]
ARTICLES = 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    make(path, *(f"خبر رقم {place}" for place in range(ARTICLES))).close()
    return path


@pytest.mark.parametrize("count", [1, 3, len(PEOPLE)])
def test_no_article_goes_to_more_people_than_it_is_for(path: Path, count: int) -> None:
    with Project.open(path) as project:
        project.pool.open(per_article=count)
    printed = together("claim", path, PEOPLE)
    for handed_out in printed:
        assert len(handed_out) == len(set(handed_out))
    everything = Counter(article for handed_out in printed for article in handed_out)
    assert everything == {f"{place}.txt": count for place in range(1, ARTICLES + 1)}
    with Project.open(path) as project:
        assert [len(article.assigned) for article in project.work.status().articles] == [count] * ARTICLES
        assert [len(article.done) for article in project.work.status().articles] == [count] * ARTICLES


def test_nobody_gets_anything_where_too_little_is_left(path: Path) -> None:
    with Project.open(path) as project:
        project.pool.open(per_article=2, articles=["5.txt", "7.txt"])
    printed = [article for lines in together("ask", path, PEOPLE) for article in lines]
    assert Counter(printed) == {"5.txt": 2, "7.txt": 2, "None": len(PEOPLE) - 4}


def test_one_person_at_several_screens_holds_one_article(path: Path) -> None:
    with Project.open(path) as project:
        project.pool.open(per_article=2)
    printed = together("ask", path, [f"huda {screen}" for screen in range(6)])
    assert printed == [["1.txt"]] * 6
    with Project.open(path) as project:
        assert project.library.totals("huda").own == 1
