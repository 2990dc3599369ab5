"""Choosing articles by the values of their fields, and by files of ids."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import SCHEMA, incoming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELDS: dict[str, dict[str, Any]] = {
    "sea": {"title": "سفن", "source": "وكالة الساحل", "date": "2024-03-01", "desk": "port", "year": 2024},
    "air": {
        "title": "طائرات",
        "source": "شبكة الضفة",
        "date": "2024-03-30T10:00",
        "tags": ["drone", "front"],
    },
    "land": {
        "title": "a=b",
        "source": "وكالة الساحل",
        "date": "2024-04-02",
        "desk": "north, east",
        "checked": True,
    },
    "desk=port": {"title": "بلا مصدر"},
    "@odd": {"title": "خامس", "desk": "port"},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.chdir(tmp_path)
    known = ("title", "source", "date", "url")
    with Project.create(tmp_path / "annotator.db", SCHEMA) as project:
        add_articles(
            project,
            (
                incoming(
                    f"نص الخبر {id_}",
                    id=id_,
                    **{key: value for key, value in fields.items() if key in known},
                    metadata={key: value for key, value in fields.items() if key not in known},
                )
                for id_, fields in FIELDS.items()
            ),
        )
        yield project


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("source=وكالة الساحل", ["sea", "land"]),
        ("source = شبكة الضفة", ["air"]),
        ("date=2024-03-01", ["sea"]),
        ("date=2024-03", ["sea", "air"]),
        ("date=2024-03-30", ["air"]),
        ("date=2024", ["sea", "air", "land"]),
        ("year=2024", ["sea"]),
        ("tags=front", ["air"]),
        ("checked=true", ["land"]),
        ("desk=north, east", ["land"]),
        ("year=2024,tags=drone", ["sea", "air"]),
        ("title=a=b", ["land"]),
        ("desk=port", ["desk=port"]),
        ("desk = port", ["sea", "@odd"]),
        ("@odd", ["@odd"]),
        ("1, source=شبكة الضفة", ["sea", "air"]),
    ],
)
def test_values_of_fields(project: Project, wanted: str, found: list[str]) -> None:
    assert project.articles.select(wanted) == found


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            "colour=red",
            "'colour=red' finds no article, because none has the field colour. There are: checked, date, desk, source, "
            "tags, title, year.",
        ),
        (
            "source=وكالة",
            "'source=وكالة' finds no article. The field source is, for instance, وكالة الساحل or شبكة الضفة.",
        ),
        ("1,year=1999", "'year=1999' finds no article. The field year is, for instance, 2024."),
        ("date=2024-0", "'date=2024-0' finds no article. The field date is, for instance, 2024-03-01 or"),
        ("@", "@ stands before the name of a file with an id on each line: @FILE."),
        ("@nothing.txt", "@nothing.txt can't be read: there is no such file or folder."),
    ],
)
def test_what_finds_nothing_is_told(project: Project, wanted: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        project.articles.select(wanted)
    assert str(told.value).startswith(said)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"land\nsea\n", ["sea", "land"]),
        (b"\xef\xbb\xbfsea\r\n\r\nland\r\nsea", ["sea", "land"]),
        (b"desk=port\n@odd\n", ["desk=port", "@odd"]),
    ],
)
def test_a_file_of_ids(project: Project, tmp_path: Path, data: bytes, found: list[str]) -> None:
    (tmp_path / "some, ids.txt").write_bytes(data)
    assert project.articles.select("@some, ids.txt") == found
    (tmp_path / "ids").write_bytes(data)
    assert project.articles.select("@ids, 2") == [id_ for id_ in FIELDS if id_ in [*found, "air"]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"sea\nland\nhill\n2\n",
            "ids, line 3: there is no article hill in this project, nor 1 more of its ids.",
        ),
        (b"sea \n", "ids, line 1: there is no article sea  in this project."),
        (b"\n \n", "@ids names no article: there is no id in ids."),
        (b"\xff\xfe", "@ids can't be read: ids is not UTF-8."),
    ],
)
def test_a_file_with_something_else_in_it(project: Project, tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "ids").write_bytes(data)
    with pytest.raises(UsageError) as told:
        project.articles.select("@ids")
    assert str(told.value) == said


def test_ids_from_a_pipe(project: Project, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=["air\n"])
    writer.start()
    assert project.articles.select("@pipe") == ["air"]
    writer.join()
