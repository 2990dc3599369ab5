from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import limits
from annotator.errors import InputError
from annotator.formats import find, json_objects, read_found, text_files
from annotator.formats.json_objects import JsonObject, read_array
from annotator.model import Refusal
from tests.formats.tools import put

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(st.sampled_from('ab"\\{}[],: \n\ra\u2028🚑ف'), max_size=30)
VALUES = st.recursive(
    TEXTS | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)
OBJECTS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=6)


@given(
    st.lists(
        st.sampled_from(
            [
                b"a",
                b"\n",
                b"\r",
                b"\xef\xbb\xbf",
                b"\xd8",
                b"\xae",
                b"\xf0\x9f",
                b"\x9a\x91",
                b"\xed\xa0\x80",
                b" ",
                b"\0",
            ]
        ),
        max_size=30,
    )
)
def test_lines_of_utf_8_are_those_of_any_encoding(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    path = put(tmp_path_factory.mktemp("lines"), "a.jsonl", b"".join(pieces))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "FILE", limits.FILE._replace(most=3))
        given = text_files.utf_8_lines(path)
        found = [(number, text_files.decoded(line, number)) for number, line in given]
        assert found == list(text_files.lines(path, "utf-8", newline="\n"))


@given(OBJECTS, st.sampled_from([None, 1, "\t"]), st.integers(1, 40), st.booleans())
def test_the_objects_of_a_list_are_those_of_json(
    tmp_path_factory: pytest.TempPathFactory,
    given: list[dict[str, object]],
    indent: int | str | None,
    chunk: int,
    ascii_: bool,
) -> None:
    text = json.dumps(given, indent=indent, ensure_ascii=ascii_)
    path = put(tmp_path_factory.mktemp("arrays"), "a.json", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_objects, "_CHUNK", chunk)
        found = list(read_array(path, "utf-8"))
    assert [json.loads(piece.json or "") for piece in found] == given
    lines = text.split("\n")
    for piece in found:
        assert "{" in lines[piece.line - 1]


@given(OBJECTS.filter(bool), st.sampled_from(["", "\n", "\r\n "]))
def test_objects_without_a_list_are_read_too(
    tmp_path_factory: pytest.TempPathFactory, given: list[dict[str, object]], between: str
) -> None:
    path = put(tmp_path_factory.mktemp("arrays"), "a.json", between.join(map(json.dumps, given)))
    assert [json.loads(piece.json or "") for piece in read_array(path, "utf-8")] == given


@given(OBJECTS.filter(bool), st.data(), st.integers(1, 20))
def test_a_list_that_is_cut_is_told_and_all_before_is_read(
    tmp_path_factory: pytest.TempPathFactory, given: list[dict[str, object]], data: st.DataObject, chunk: int
) -> None:
    text = json.dumps(given, ensure_ascii=False)
    cut = data.draw(st.integers(1, len(text) - 1))
    path = put(tmp_path_factory.mktemp("arrays"), "a.json", text[:cut])
    found: list[JsonObject] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_objects, "_CHUNK", chunk)
        with pytest.raises(InputError, match="may be cut; write or copy it anew") as raised:
            found.extend(read_array(path, "utf-8"))  # extend keeps what came before the error
    assert raised.value.line
    assert [json.loads(piece.json or "") for piece in found] == given[: len(found)]


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("", "the file is empty", None),
        (" \n", "the file is empty", None),
        ("\n[1]", "there is '1' where an object of JSON should be", 2),
        ("[{}\n{}]", "there is '{' where a comma or the end of the list should be", 2),
        ("[{},]", "there is ']' where an object of JSON should be", 1),
        ("[{}] []", "there is '[' where the end of the file should be", 1),
        ("[{}\n,[]]", "there is '[' where an object of JSON should be", 2),
        ('"text"', "there is '\"' where an object of JSON should be", 1),
        ("<x/>", "there is '<' where an object of JSON should be", 1),
        ('[{"a": "b', "ends in the middle of the object that begins here", 1),
        ('[{"a": "b\\', "ends in the middle of the object that begins here", 1),
        ("[", "ends where an object of JSON should be", 1),
    ],
)
def test_what_is_no_list_of_objects_is_told_with_its_line(
    tmp_path: Path, text: str, reason: str, line: int | None
) -> None:
    with pytest.raises(InputError) as raised:
        list(read_array(put(tmp_path, "a.json", text), "utf-8"))
    assert reason in raised.value.reason
    assert raised.value.line == line


def test_an_object_that_is_too_large_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.write(b'[{"a": 1},\n{"b": "')
        for _ in range(30):
            file.write(b"c\\\\" * 350_000)
        file.write(b'"},\n{"d": 2}]')
    tracemalloc.start()
    try:
        found = list(read_array(path, "utf-8"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == [JsonObject(1, '{"a": 1}'), JsonObject(2, None), JsonObject(3, '{"d": 2}')]
    assert peak < 50_000_000


@pytest.mark.parametrize("kind", ["doccano", "label-studio"])
def test_an_empty_list_is_refused(tmp_path: Path, kind: str) -> None:
    (path := tmp_path / "a.json").write_text("[]\n")
    (refusal,) = read_found(find([path], format=kind))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "is an empty list, without an article."
