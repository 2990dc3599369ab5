from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given

from annotator import labels
from annotator.formats.base import Options, Reading
from annotator.formats.label_studio import LabelStudioOptions
from annotator.model import Bilingual, Label, LabelSchema, Loss
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.studio import CODE_POINTS, KIND, TEXT, one, region, tasks
from tests.formats.tools import put
from tests.formats.trips import (
    details,
    marks,
    own_marks,
    records,
    refused_one,
    take,
    take_one,
    there_and_back,
    write,
)

if TYPE_CHECKING:
    from annotator.model import Record


@pytest.mark.parametrize("options", [LabelStudioOptions(), CODE_POINTS, LabelStudioOptions(offsets="utf-16")])
def test_every_case_comes_back(tmp_path: Path, options: Options) -> None:
    found = there_and_back(KIND, CASES.values(), tmp_path, options)
    for given_, came in zip(CASES.values(), found, strict=True):
        assert (came.id, came.text, came.title) == (given_.id, given_.text, given_.title)
        assert marks(came.spans) == own_marks(given_)
        assert came.lost.keys() <= {
            "ids and times of spans",
            "ids, times and counts of annotations",
            "ids, times and counts of tasks",
            "who found nothing in an article",
        }
        assert ("who found nothing in an article" in came.lost) == (not came.spans)
        assert not came.metadata


@given(records(people=("huda", "salim", None)))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, given_: Record) -> None:
    (came,) = there_and_back(KIND, [given_], tmp_path_factory.mktemp("studio"))
    assert (came.id, came.text, came.metadata) == (given_.id, given_.text, given_.metadata)
    assert marks(came.spans) == own_marks(given_)


@given(records())
def test_offsets_are_units_of_utf_16_unless_code_points_are_asked_for(given_: Record) -> None:
    for options, encoding, width in ((None, "utf-16-le", 2), (CODE_POINTS, "utf-32-le", 4)):
        (task,) = json.loads(write(KIND, [given_], options))
        data = given_.text.encode(encoding)
        for annotation in task["annotations"]:
            for result in annotation["result"]:
                start, end = result["value"]["start"], result["value"]["end"]
                assert data[width * start : width * end].decode(encoding) == result["value"]["text"]


@given(records())
def test_which_unit_offsets_count_is_found_by_the_text_of_regions(
    tmp_path_factory: pytest.TempPathFactory, given_: Record
) -> None:
    """Where a text repeats itself both may fit: then it is UTF-16 units."""
    path = put(tmp_path_factory.mktemp("studio"), "a.json", write(KIND, [given_], CODE_POINTS))
    good, refused = take(KIND, path)
    for came in good:
        texts = [came.text[start:end] for start, end, _, _ in marks(came.spans)]
        assert sorted(map(_squeezed, texts)) == sorted(_squeezed(span.text) for span in given_.spans)
    for refusal in refused:
        assert "and the article has" in refusal.reason or "middle of a character" in refusal.reason


def _squeezed(text: str) -> str:
    return " ".join(text.replace("\\n", " ").split())


def test_newer_and_older_exports_are_told_apart(tmp_path: Path) -> None:
    older = one(tmp_path, region(7, 11, text="رامي"))
    assert marks(take_one(KIND, older).spans) == [(6, 10, "PER", None)]
    newer = one(tmp_path, region(6, 10, text="رامي"))
    assert marks(take_one(KIND, newer).spans) == [(6, 10, "PER", None)]
    untold = one(tmp_path, region(7, 11))
    assert marks(take_one(KIND, untold).spans) == [(6, 10, "PER", None)]
    assert marks(take_one(KIND, untold, CODE_POINTS).spans) == [(7, 11, "PER", None)]


def test_white_space_may_be_told_otherwise(tmp_path: Path) -> None:
    for told in ("سطر\\nوسطر", "سطر وسطر", "سطر\n\nوسطر "):
        came = take_one(KIND, one(tmp_path, region(0, 9, text=told), text="سطر\r\nوسطر"))
        assert marks(came.spans) == [(0, 9, "PER", None)]


def test_the_bytes_are_these() -> None:
    given_ = record("a-1", TEXT, over(TEXT, ("رامي", "actor")))
    assert write(KIND, [given_, record("b", "لا شيء")]).decode() == (
        "[\n"
        '{"id":1,"data":{"text":"🚑 وصل رامي إلى 🚑 الميناء","id":"a-1","title":"🚑 وصل رامي إلى 🚑 الميناء"},'
        '"annotations":[{"id":1,"result":[{"id":"a-1-0","from_name":"label","to_name":"text","type":"labels",'
        '"origin":"manual","value":{"start":7,"end":11,"text":"رامي","labels":["actor"]}}],'
        '"was_cancelled":false,"completed_by":{"email":"huda"}}]},\n'
        '{"id":2,"data":{"text":"لا شيء","id":"b","title":"لا شيء"},'
        '"annotations":[{"id":2,"result":[],"was_cancelled":false,"completed_by":{"email":"huda"}}]}\n'
        "]\n"
    )
    assert write(KIND, []) == b"[\n]\n"


def test_gold_is_a_ground_truth_of_nobody(tmp_path: Path) -> None:
    given_ = record("a", TEXT, over(TEXT, ("رامي", "actor")))
    gold = msgspec.structs.replace(
        given_, spans=[msgspec.structs.replace(span, annotator=None) for span in given_.spans]
    )
    (task,) = json.loads(write(KIND, [gold]))
    (annotation,) = task["annotations"]
    assert annotation["ground_truth"] is True
    assert "completed_by" not in annotation
    (came,) = there_and_back(KIND, [gold], tmp_path)
    assert marks(came.spans) == [(6, 10, "actor", None)]


def test_without_names_it_is_entered_that_they_are_lost() -> None:
    given_ = record("a", TEXT, over(TEXT, ("رامي", "actor")))
    assert details([given_], KIND) == {Loss.IDENTITY: 1}
    options = LabelStudioOptions(completed_by=False)
    assert details([given_], KIND, options) == {Loss.IDENTITY: 1, Loss.ANNOTATOR: 1}
    assert b"completed_by" not in write(KIND, [given_], options)


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (7, "7"),
        ({"id": 7, "email": "huda@example.org", "first_name": "هدى"}, "huda@example.org"),
        ({"id": 7, "username": "huda"}, "huda"),
        ({"id": 7}, "7"),
        ("huda", "huda"),
        (None, None),
        ({}, None),
    ],
)
def test_whoever_completed_an_annotation_made_its_spans(
    tmp_path: Path, person: object, name: str | None
) -> None:
    assert marks(take_one(KIND, one(tmp_path, region(), completed_by=person)).spans) == [(6, 10, "PER", name)]


def test_several_annotations_and_labels_are_spans_of_their_own(tmp_path: Path) -> None:
    task = {
        "id": 3,
        "data": {"text": TEXT},
        "annotations": [
            {"completed_by": 1, "result": [region(7, 11, "PER", "ORG")]},
            {"completed_by": 2, "result": [region("7", "11", "PER")]},
        ],
    }
    assert marks(take_one(KIND, tasks(tmp_path, task)).spans) == [
        (6, 10, "ORG", "1"), (6, 10, "PER", "1"), (6, 10, "PER", "2"),
    ]  # fmt: skip


def test_what_is_not_read_is_counted(tmp_path: Path) -> None:
    html = {
        "start": "/div[1]/text()[1]",
        "startOffset": 0,
        "end": "/div[1]/text()[1]",
        "endOffset": 4,
        "labels": ["A"],
    }
    task = {
        "id": 3,
        "data": {"text": TEXT},
        "annotations": [
            {"was_cancelled": True, "result": [region()]},
            {
                "result": [
                    region(),
                    {
                        "type": "hypertextlabels",
                        "value": {"hypertextlabels": ["A"], "start": "/p[1]", "end": "/p[1]"},
                    },
                    {"type": "labels", "value": html},
                    {"type": "relation", "from_id": "x1", "to_id": "x2", "direction": "right"},
                    {"type": "choices", "value": {"choices": ["news"]}},
                    {"type": "textarea", "id": "x1", "value": {"text": ["ملاحظة"], "start": 7, "end": 11}},
                    {"type": "labels", "value": {"start": 0, "end": 2, "labels": []}},
                    region(4, 4),
                ]
            },
        ],
        "predictions": [{"model_version": "m", "result": [region()]}, {"result": []}],
        "drafts": [{"result": [region()]}],
    }
    came = take_one(KIND, tasks(tmp_path, task))
    assert marks(came.spans) == [(6, 10, "PER", None)]
    assert came.lost == {
        "cancelled annotations": 1,
        "regions of HTML": 2,
        "relations between spans": 1,
        "results of the type choices": 1,
        "results of the type textarea": 1,
        "ids and times of spans": 2,
        "regions without a label": 1,
        "spans without any letter": 1,
        "spans of predictions (--predictions with --as-model NAME reads them)": 1,
        "predictions": 1,
        "spans of drafts": 1,
    }


def test_predictions_are_read_instead_of_annotations(tmp_path: Path) -> None:
    guess = {"model_version": "m", "result": [region(7, 11, "LOC", text="رامي")]}
    task: dict[str, Any] = {
        "data": {"text": TEXT},
        "annotations": [{"result": [region(), region()]}],
        "predictions": [guess],
    }
    options = LabelStudioOptions(predictions=True)
    came = take_one(KIND, tasks(tmp_path, task), options)
    assert marks(came.spans) == [(6, 10, "LOC", None)]
    assert came.lost["spans of annotations"] == 2
    task["predictions"] = [guess, {**guess, "model_version": "n"}]
    assert refused_one(KIND, tasks(tmp_path, task), options).reason == (
        "has the predictions of several models, m and n; leave those of one in a file."
    )


def test_spans_in_the_data_are_told(tmp_path: Path) -> None:
    data = {"text": TEXT, "gold": [{"start": 0, "end": 4, "label": "PER"}]}
    came = take_one(KIND, tasks(tmp_path, {"data": data, "annotations": [{"result": [region()]}]}))
    assert len(came.spans) == 1
    assert came.lost["things in gold that look like spans"] == 1


def test_exports_of_versions_before_1_are_read(tmp_path: Path) -> None:
    task = {
        "id": 3,
        "data": {"my_text": TEXT},
        "completions": [
            {"id": 1001, "result": [region(7, 11, text="رامي")]},
            {"skipped": True, "result": []},
        ],
    }
    came = take_one(KIND, tasks(tmp_path, task))
    assert (came.id, marks(came.spans)) == ("3", [(6, 10, "PER", None)])
    assert came.lost == {
        "cancelled annotations": 1,
        "ids and times of spans": 1,
        "ids, times and counts of annotations": 1,
    }


@pytest.mark.parametrize(
    ("data", "metadata"),
    [
        ({"text": TEXT, "desk": 4}, {"desk": 4}),
        ({"body": TEXT, "desk": 4}, {"desk": 4}),
        ({"$undefined$": TEXT}, {}),
        ({"body": TEXT, "title": "عنوان", "date": "2026-01-02"}, {}),
        ({"title": TEXT}, {}),
    ],
)
def test_the_text_is_found_under_any_name(
    tmp_path: Path, data: dict[str, Any], metadata: dict[str, Any]
) -> None:
    came = take_one(KIND, tasks(tmp_path, {"id": 3, "data": data, "annotations": []}))
    assert (came.text, came.id, came.metadata) == (TEXT, "3", metadata)


def test_a_text_of_10_megabytes_on_one_line_is_read(tmp_path: Path) -> None:
    text = "🚑 قصف " * 1_000_000
    came = take_one(KIND, one(tmp_path, region(3, 6, text="قصف"), text=text))
    assert (len(came.text), marks(came.spans)) == (len(text), [(2, 5, "PER", None)])


def test_a_large_file_is_read_and_written_task_by_task(tmp_path: Path) -> None:
    text = "قصف " * 5_000
    path = tmp_path / "a.json"
    given_ = record("a", text, [(0, 3, "actor")])
    tracemalloc.start()
    try:
        with path.open("wb") as out:
            KIND.write((given_ for _ in range(2000)), out, WRITING, _losses())
        count = sum(1 for _ in KIND.read(path, Reading()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 50_000_000
    assert count == 2000
    assert peak < 3_000_000, "the file is held in memory"


def _losses() -> Any:
    from annotator.formats.losses import Losses

    return Losses()


def test_the_configuration_has_the_labels_with_colours_and_keys() -> None:
    ((ending, data),) = KIND.beside(WRITING).items()
    assert ending == ".labels.xml"
    root = ElementTree.fromstring(data)
    found = [
        (label.get("value"), label.get("background"), label.get("hotkey")) for label in root.iter("Label")
    ]
    assert found == [(label.name, label.color, label.key) for label in labels.default().labels]
    (text,) = root.iter("Text")
    assert (text.get("name"), text.get("value"), text.get("granularity")) == ("text", "$text", "symbol")
    assert [group.get("toName") for group in root.iter("Labels")] == ["text"]


def test_the_configuration_holds_any_name() -> None:
    name = "a<b> & \"c\" 'd' «هـ»"
    schema = LabelSchema(
        name="x",
        labels=(Label(name=name, key="&", color="#a1b2c3", definition=Bilingual(en='less < "more"')),),
    )
    (data,) = KIND.beside(msgspec.structs.replace(WRITING, schema=schema)).values()
    (label,) = ElementTree.fromstring(data).iter("Label")
    assert (label.get("value"), label.get("hotkey"), label.get("hint")) == (name, "&", 'less < "more"')


@pytest.mark.parametrize(
    ("data", "low", "high"),
    [
        (b'[{"id": 1, "annotations": [{"id": 2, "completed_by": 1, "result": [', 0.95, 1),
        (b'[{"id": 1, "completions": [{"result": [{"from_name": "l"', 0.95, 1),
        (b'{"data": {"text": "a"}, "predictions": []}', 0.85, 1),
        (b'[{"data": {"text": "a very long text', 0.5, 0.8),
        (b'[{"text": "a"}]', 0, 0),
        (b'{"text": "a", "data": 1}', 0, 0.6),
        (b'{"%TYPES": {}, "%FEATURE_STRUCTURES": []}', 0, 0),
        (b"text", 0, 0),
    ],
)
def test_it_is_known_by_its_fields(data: bytes, low: float, high: float) -> None:
    assert low <= KIND.sniff(Path("a.json"), data) <= high
