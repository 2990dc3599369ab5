"""The letters that stand for people on a screen that hides names."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

from annotator import labels
from annotator.model import Incoming, Status
from annotator.project import Project
from tests.adding import add_articles

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = ["huda", "salim", "maryam", "omar"]


def make(path: Path, people: list[str]) -> Project:
    """Make a project with an article that these people, who come in this order, have finished."""
    project = Project.create(path, labels.default())
    add_articles(project, [Incoming(text="وصلت قافلة الهلال إلى الصرّة.", path=path, id="first")])
    for name in people:
        project.layers.add("first", name, [], Status.DONE)
    return project


def test_everybody_has_a_letter_of_their_own_and_keeps_it_when_others_come_or_it_is_renamed(
    tmp_path: Path,
) -> None:
    with make(tmp_path / "one.db", PEOPLE[:2]) as project:
        first = project.people.drawn_letters()
        assert sorted(first) == ["huda", "salim"]
        for name in (*PEOPLE[2:], *(f"person{number}" for number in range(40))):
            project.layers.add("first", name, [], Status.DONE)
        later = project.people.drawn_letters()
        assert {name: later[name] for name in first} == first
        assert len(set(later.values())) == len(later) == 44
        project.people.rename("huda", "hana")
        assert project.people.drawn_letters()["hana"] == first["huda"]


def test_a_copy_has_the_same_letters_and_the_next_run_too(tmp_path: Path) -> None:
    with make(tmp_path / "one.db", PEOPLE) as project:
        letters = project.people.drawn_letters()
    shutil.copy(tmp_path / "one.db", tmp_path / "copy.db")
    for name in ("one.db", "copy.db"):
        with Project.open(tmp_path / name) as project:
            assert project.people.drawn_letters() == letters


def test_who_came_first_has_no_letter_that_tells_so(tmp_path: Path) -> None:
    firsts: Counter[str] = Counter()
    for number in range(12):
        with make(tmp_path / f"{number}.db", PEOPLE) as project:
            firsts[project.people.drawn_letters()["huda"]] += 1
            assert project.people.pseudonyms()["huda"] == "A"
    assert len(firsts) > 3
