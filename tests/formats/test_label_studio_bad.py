from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator.formats.label_studio import LabelStudioOptions
from tests.formats.cases import CASES
from tests.formats.studio import KIND, TEXT, one, region, tasks
from tests.formats.tools import put
from tests.formats.trips import refused_one, take, take_one, write

if TYPE_CHECKING:
    from pathlib import Path


def test_a_region_whose_text_stands_elsewhere_is_refused_and_never_moved(tmp_path: Path) -> None:
    reason = refused_one(KIND, one(tmp_path, region(8, 12, text="رامي"))).reason
    assert reason.startswith(
        "result 1 of annotation 1 has the text 'رامي', and the article has 'امي ' there; mend its"
    )


def test_where_several_fields_may_be_the_text_one_is_to_be_named(tmp_path: Path) -> None:
    path = tasks(tmp_path, {"data": {"headline": "عنوان", "body": TEXT}})
    assert refused_one(KIND, path).reason == (
        "has several fields that may be the text in its data, which has headline, body; name one with --text-key."
    )
    assert take_one(KIND, path, LabelStudioOptions(text_key="body")).text == TEXT
    assert refused_one(KIND, path, LabelStudioOptions(text_key="txt")).reason == (
        "has no field 'txt' in its data; there is headline, body."
    )


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ({"text": TEXT}, 'has no "data" with the text of a task; its fields are: text'),
        (
            {"text": TEXT, "label": [], "annotation_id": 2},
            'has no "data": it looks like a short export (JSON-MIN)',
        ),
        ({"data": {"image": 5}}, "has no field that may be the text in its data, which has image"),
        ({"data": {"text": ["a"]}}, "text is a list; it must be a string"),
        ({"data": {"text": " "}}, "the text is only white space"),
        ({"data": {"text": TEXT}, "annotations": {"a": 1}}, "annotations is not a list"),
        (
            {"data": {"text": TEXT}, "annotations": [7]},
            "annotation 1 is not an object; export the project as JSON",
        ),
        (
            {"data": {"text": TEXT}, "annotations": [{"result": "a"}]},
            "the result of annotation 1 is not a list",
        ),
        (
            {"data": {"text": TEXT}, "annotations": [{"result": [1]}]},
            "result 1 of annotation 1 is not an object",
        ),
    ],
)
def test_a_bad_task_is_told_with_its_line_and_stops_no_other(
    tmp_path: Path, task: object, reason: str
) -> None:
    good_task = {"data": {"text": TEXT}}
    path = put(
        tmp_path, "a.json", f"[{json.dumps(good_task)},\n{json.dumps(task)},\n{json.dumps(good_task)}]"
    )
    good, (refusal,) = take(KIND, path)
    assert [came.line for came in good] == [1, 3]
    assert refusal.line == 2
    assert refusal.reason.startswith(reason)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (
            region(7, 99),
            "the end of result 1 of annotation 1, offset 99 is outside the text, which has 26 UTF-16 units",
        ),
        (region(1, 5), "the start of result 1 of annotation 1, offset 1 is in the middle of a character"),
        (region(11, 7), "result 1 of annotation 1 ends before it starts"),
        (region(None, 7), "result 1 of annotation 1 has no start that is a whole number"),
        (region(7, "1" * 5000), "result 1 of annotation 1 has no end that is a whole number"),
        (region(7, 11, 5), "result 1 of annotation 1 has no label"),
        (
            {"type": "labels", "value": {"start": 7, "end": 11}},
            "result 1 of annotation 1 has no list of labels",
        ),
        ({"type": "labels"}, "result 1 of annotation 1 has no value with start, end and labels"),
    ],
)
def test_a_bad_region_refuses_its_task(tmp_path: Path, result: object, reason: str) -> None:
    assert refused_one(KIND, one(tmp_path, result)).reason.startswith(reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty."),
        (b'[{"data": {"text": "abc"', "ends in the middle of the object that begins here, so it may be cut"),
        ('[{"data": {"text": "قال"}}]'.encode("cp1256"), "is not UTF-8: byte 0xDE"),
        (b'[{"data": {"text": "a\\ud800"}}]', "is not valid JSON"),
        (
            b"[" + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"]",
            "has 100,000 levels of objects and lists, JSON may have 100",
        ),
        (b"<View/>", "is not a list of objects in JSON: there is '<'"),
    ],
)
def test_what_is_no_list_of_tasks_is_told(tmp_path: Path, data: bytes, reason: str) -> None:
    assert refused_one(KIND, put(tmp_path, "a.json", data)).reason.startswith(reason)


def test_a_cut_file_is_read_up_to_there_and_told(tmp_path: Path) -> None:
    data = write(KIND, CASES.values())
    good, (refusal,) = take(KIND, put(tmp_path, "a.json", data[: len(data) // 2]))
    assert good
    assert "may be cut" in refusal.reason
