"""What JSON is, its fields say, at their places: not a name anywhere in a text, not the file's name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import find
from annotator.formats.detect import HEAD
from annotator.formats.json_head import json_head
from tests.formats.samples import SAMPLES
from tests.formats.tools import put

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "دخلت قوات إلى حلب"
SPAN = {"start": 5, "end": 9, "label": "actor"}
NAMES = [
    "%TYPES", "%FEATURE_STRUCTURES", "start_offset", "end_offset", "_input_hash", "_task_hash", "token_start", "answer", "accept",
    "annotations", "completions", "data", "from_name", "completed_by", "was_cancelled", "result", "offset_unit", "codepoint",
    "sha256", "spans", "entities", "label", "[[0, 1, \"x\"]]", "Comments", "tokens", "ner_tags", "http://www.omg.org/XMI",
]  # fmt: skip
VALUES = st.recursive(
    st.sampled_from([*NAMES, *(f'"{name}"' for name in NAMES), *(f'"{name}": [{{' for name in NAMES)]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
    max_leaves=4,
)
OURS = {
    "id": "a",
    "text": TEXT,
    "sha256": "x",
    "title": "t",
    "offset_unit": "codepoint",
    "annotators": [],
    "spans": [],
}
TOOLS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "our own": ("jsonl", [OURS, OURS]),
    "plain": ("jsonl", [{"text": TEXT}]),
    "spans": ("jsonl", [{"text": TEXT, "spans": [SPAN]}]),
    "doccano": ("doccano", [{"id": 1, "text": TEXT, "label": [[5, 9, "actor"]]}]),
    "doccano with relations": (
        "doccano",
        [
            {
                "text": TEXT,
                "entities": [{"start_offset": 5, "end_offset": 9, "label": "actor"}],
                "relations": [],
            }
        ],
    ),
    "prodigy": ("prodigy", [{"text": TEXT, "spans": [SPAN], "answer": "accept"}]),
    "prodigy's hashes": ("prodigy", [{"text": TEXT, "_input_hash": 1, "_task_hash": 2}]),
}


def kind_of(path: Path) -> str:
    (file,) = find([path]).files
    return file.kind.name


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(sorted(TOOLS)),
    st.dictionaries(st.sampled_from(["url", "source", "title"]), st.sampled_from(NAMES), max_size=2),
    VALUES,
    st.sampled_from(NAMES),
    st.booleans(),
)
def test_a_tool_is_known_whatever_its_fields_hold(
    tmp_path_factory: pytest.TempPathFactory,
    tool: str,
    fields: dict[str, str],
    value: object,
    word: str,
    first: bool,
) -> None:
    kind, records = TOOLS[tool]
    more = {**fields, "metadata" if kind == "jsonl" and "sha256" in records[0] else "meta": {"more": value}}
    if tool == "spans":
        more.pop("meta")
    written = [
        {**more, **record, "text": f"{TEXT} «{word}»"}
        if first
        else {**record, **more, "text": f'{TEXT} "{word}": ['}
        for record in records
    ]
    data = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in written)
    assert kind_of(put(tmp_path_factory.mktemp("tools"), "a.jsonl", data)) == kind


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), VALUES)
def test_a_task_of_label_studio_is_known_whatever_it_holds(
    tmp_path_factory: pytest.TempPathFactory, word: str, value: object
) -> None:
    task = {
        "id": 1,
        "annotations": [{"completed_by": 1, "result": [{"value": {"start": 5, "end": 9, "labels": ["a"]}, "type": "labels"}]}],
        "data": {"text": f'{TEXT} "{word}"', "more": value},
    }  # fmt: skip
    assert kind_of(put(tmp_path_factory.mktemp("tasks"), "a.json", json.dumps([task]))) == "label-studio"


@pytest.mark.parametrize("name", ["a", "a.txt", "a.data", "a.json", "a.csv"])
def test_records_with_spans_are_known_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    for document in (
        [{"text": TEXT, "spans": [SPAN]}],
        {"examples": [{"content": TEXT, "annotations": [SPAN]}]},
    ):
        assert kind_of(put(tmp_path, name, json.dumps(document))) == "json"
    line = json.dumps({"text": TEXT, "spans": [SPAN]})
    assert kind_of(put(tmp_path, name, f"{line}\n{line}\n")) == "jsonl"


def test_a_head_that_is_cut_is_looked_at(tmp_path: Path) -> None:
    long = "قصف " * (2 * HEAD)
    record = {"text": TEXT, "spans": [SPAN], "more": long}
    for text in (json.dumps([record], indent=1), json.dumps({"a": {"b": [record]}}, indent=1)):
        assert kind_of(put(tmp_path, "a.json", text)) == "json"
    assert (
        kind_of(put(tmp_path, "b.json", json.dumps([{"data": {"text": long}, "annotations": []}])))
        == "label-studio"
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_first_values_of_any_beginning_are_a_beginning(data: st.DataObject) -> None:
    values = st.recursive(
        st.text('ab"\\{[:,ف\n', max_size=6) | st.integers() | st.none() | st.booleans(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("ab:", max_size=3), inner, max_size=3)
        ),
    )
    records = data.draw(
        st.lists(st.dictionaries(st.text("ab{", max_size=3), values, max_size=3), min_size=1, max_size=3)
    )
    whole = json.dumps(records, ensure_ascii=data.draw(st.booleans())).encode()
    found = json_head(whole)
    assert found is not None
    assert list(found.values) == records
    cut = json_head(whole[: data.draw(st.integers(1, len(whole)))])
    for value, record in zip(cut.values if cut else (), records, strict=False):
        assert list(value) == list(record)[: len(value)]


def test_the_samples_are_known(tmp_path: Path) -> None:
    for sample in SAMPLES:
        for ending, data in sample.beside:
            put(tmp_path, f"{sample.file.partition('.')[0]}{ending}", data)
        assert kind_of(put(tmp_path, sample.file, sample.data)) == sample.format


def test_deep_nesting_is_looked_at_in_no_time(tmp_path: Path) -> None:
    for data in (b"[" * 1_000_000, b'{"a":' * 200_000, b'[{"a":[' * 150_000, b'{"a":"' + b"\\" * 999_999):
        assert kind_of(put(tmp_path, "a.json", data)) == "json"


def test_a_file_in_a_folder_that_has_no_list_of_records_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "config.json", '{"name": "x", "version": 1, "size": {"rows": 3}}')
    put(tmp_path, "a.json", json.dumps([{"text": TEXT, "spans": [SPAN]}]))
    found = find([tmp_path])
    assert [file.path.name for file in found.files] == ["a.json"]
    assert [path.name for path in found.ignored] == ["config.json"]
