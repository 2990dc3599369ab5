"""The values by which articles are divided."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Incoming
from annotator.store.field_values import field_values
from annotator.store.opening.opening import open_project
from tests.adding import add_articles

if TYPE_CHECKING:
    from annotator.project import Project


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ([1, 1.0, "1", 1.5], [{"0", "1", "2"}, {"3"}]),
        ([0, -0.0, False], [{"0", "1"}, {"2"}]),
        ([{"a": [1]}, {"a": [1.0]}, [1.0, 2]], [{"0", "1"}, {"2"}]),
        ([10**15, 1e15, 1.7e308], [{"0", "1"}, {"2"}]),
    ],
)
def test_a_number_is_one_value_however_it_is_written(
    project: Project, values: list[Any], groups: list[set[str]]
) -> None:
    path = project.path
    add_articles(
        project,
        [
            Incoming(text=f"خبر {number}", path=path, id=str(number), metadata={"desk": value})
            for number, value in enumerate(values)
        ],
    )
    with closing(open_project(path)) as connection:
        found = field_values(connection, "desk", [str(number) for number in range(len(values))]).values
    by_value: dict[tuple[str, ...], set[str]] = {}
    for id_, value in found.items():
        by_value.setdefault(value, set()).add(id_)
    assert list(by_value.values()) == groups
