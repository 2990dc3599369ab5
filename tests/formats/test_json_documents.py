"""The values of JSON documents, read one at a time."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import InputError
from annotator.formats import json_objects
from annotator.formats.json_documents import read_values
from tests.formats.tools import put

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(st.sampled_from('ab"\\{}[],: \n\ra\u2028🚑ف'), max_size=30)
VALUES = st.recursive(
    TEXTS | st.integers() | st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)
INDENT = st.sampled_from([None, 1, "\t"])
CHUNK = st.integers(1, 40)


@given(st.lists(VALUES, max_size=6), INDENT, CHUNK, st.booleans())
def test_the_values_of_a_list_are_those_of_json(
    tmp_path_factory: pytest.TempPathFactory,
    given: list[object],
    indent: int | str | None,
    chunk: int,
    ascii_: bool,
) -> None:
    path = put(
        tmp_path_factory.mktemp("lists"), "a.json", json.dumps(given, indent=indent, ensure_ascii=ascii_)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_objects, "_CHUNK", chunk)
        found = [json.loads(value.json or "") for value in read_values(path, "utf-8")]
    assert found == ([given] if given and isinstance(given[0], str) else given)


@given(st.dictionaries(TEXTS, VALUES, max_size=6), INDENT, CHUNK, st.booleans())
def test_the_fields_of_an_object_are_those_of_json(
    tmp_path_factory: pytest.TempPathFactory,
    given: dict[str, object],
    indent: int | str | None,
    chunk: int,
    ascii_: bool,
) -> None:
    text = json.dumps(given, indent=indent, ensure_ascii=ascii_)
    path = put(tmp_path_factory.mktemp("objects"), "a.json", text)
    found: dict[str, object] = {name: [] for name, value in given.items() if value == []}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_objects, "_CHUNK", chunk)
        for value in read_values(path, "utf-8", fields=True):
            one = json.loads(value.json or "")
            if value.listed:
                items = found.setdefault(value.field, [])
                assert isinstance(items, list)
                items.append(one)
            else:
                found[value.field] = one
    assert found == given


@pytest.mark.parametrize(
    ("text", "fields", "reason"),
    [
        ("", False, "the file is empty"),
        ('{"a" 1}', True, "there is '1' where a colon should be"),
        ('{"a": 1 "b": 2}', True, "there is '\"' where a comma or the end of the object should be"),
        ('{"a": [1, }', True, "there is '}' where a value of JSON should be"),
        ('{"a": [1, 2', True, "ends where a comma or the end of the list should be"),
        ('{"a": "b', True, "ends in the middle of a string"),
        ("{1: 2}", True, "there is '1' where the name of a field should be"),
        ('["a", ', False, "ends in the middle"),
        ("[1, 2] 3", False, "there is '3' where the end of the file should be"),
    ],
)
def test_what_is_broken_is_told(tmp_path: Path, text: str, fields: bool, reason: str) -> None:
    with pytest.raises(InputError) as raised:
        list(read_values(put(tmp_path, "a.json", text), "utf-8", fields=fields))
    assert reason in raised.value.reason


def test_values_that_are_too_large_are_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        for begin, end in ((b'{"a": "', b'", '), (b'"b": [[', b'0], "'), (b"", b'"]}')):
            file.write(begin)
            for _ in range(25):
                file.write(b"1,\\\\" * 250_000 if end == b'"]}' else b"1,  " * 250_000)
            file.write(end)
    tracemalloc.start()
    try:
        found = list(read_values(path, "utf-8", fields=True))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [(value.field, value.json, value.listed) for value in found] == [
        ("a", None, False),
        ("b", None, True),
        ("b", None, True),
    ]
    assert peak < 60_000_000
