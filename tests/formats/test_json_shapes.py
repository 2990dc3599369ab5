"""Records whose spans are in other shapes or other fields than those before: read where that is plain, else told or refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from annotator.formats.json_records.unread import unread_spans
from tests.formats.test_json_records import TEXT, one, refused, run
from tests.formats.tools import put

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Incoming


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ({"predictions": [[4, 9, "LOC"]]}, {"things in predictions that look like spans": 1}),
        ({"versions": [{"spans": [{"start": 4, "end": 9, "label": "LOC"}]}]}, {"things in versions.spans that look like spans": 1}),
        ({"entities": '[[4, 9, "LOC"]]'}, {"strings in entities that look like spans": 1}),
        ({"labels": "[{'start': 4, 'end': 9}]"}, {"strings in labels that look like spans": 1}),
        ({"tags": "O B-LOC"}, {"tags in tags": 2}),
        ({"fine_ner_tags": [0, 1]}, {"tags in fine_ner_tags": 2}),
        ({"tokens": [{"text": "x", "ner": "B-ORG"}]}, {"tokens with tags in tokens": 1}),
        ({"entities": [{"text": "x", "label": "ORG"}]}, {"things in entities with a label, and without start and end": 1}),
        ({"spans": ["x", "y"]}, {"things in spans that look like spans": 2}),
        ({"labels": ["politics"], "label": "sport", "size": [3, 4], "title": "[1, 2] x"}, {}),
    ],
)  # fmt: skip
def test_fields_that_look_like_spans_are_told(field: dict[str, Any], told: dict[str, int]) -> None:
    assert unread_spans(field, len(TEXT)) == told


SPAN = {"start": 5, "end": 9, "label": "actor"}
AT = ((5, 9, "actor"),)


def many(folder: Path, *records: object, **options: Any) -> tuple[list[object], list[str]]:
    """Return the spans of the records that are read, and the reasons for which others are refused."""
    content = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    good, bad = run(put(folder, "a.jsonl", content), **options)
    return [spans_of(one) for one in good], [one.reason for one in bad]


def spans_of(article: Incoming) -> tuple[tuple[int, int, str], ...]:
    return tuple((span.start, span.end, span.label) for span in article.spans)


@pytest.mark.parametrize("empty", [[], {}, None])
@pytest.mark.parametrize("other", ["model_output", "predicted_entities", "auto"])
def test_an_empty_field_of_spans_is_not_filled_from_another(
    tmp_path: Path, other: str, empty: object
) -> None:
    model = [{"start": 0, "end": 4, "label": "PER"}]
    first, second = (
        {"text": TEXT, "spans": [SPAN], other: model},
        {"text": TEXT, "spans": empty, other: model},
    )
    assert many(tmp_path, first, second) == ([AT, ()], [])
    assert many(tmp_path, second, first) == ([(), AT], [])


def test_a_record_with_spans_in_another_field_than_before_is_refused(tmp_path: Path) -> None:
    good, (reason,) = many(
        tmp_path, {"text": TEXT, "model": [SPAN]}, {"text": TEXT, "spans": [SPAN], "model": [SPAN]}
    )
    assert good == [AT]
    assert "has spans in spans, and the records before have theirs in model" in reason
    assert "--fields spans=model" in reason


def test_a_label_in_another_field_than_before_is_refused(tmp_path: Path) -> None:
    other = {"start": 5, "end": 9, "type": "PER"}
    good, (reason,) = many(
        tmp_path, {"text": TEXT, "spans": [{**SPAN, "type": "NE"}]}, {"text": TEXT, "spans": [other]}
    )
    assert good == [AT]
    assert (
        "would be type, and that of the records before is label: say which one it is with --fields label=label"
        in reason
    )


@pytest.mark.parametrize(
    "field",
    [
        {"spans": {"start": [5], "end": [9], "label": ["actor"]}},
        {"entities": {"e1": SPAN}},
        {"span": SPAN},
        SPAN,
    ],
)
def test_spans_in_plain_shapes_are_read(tmp_path: Path, field: dict[str, object]) -> None:
    found = one(tmp_path, {"text": TEXT, **field})
    assert spans_of(found) == AT
    assert found.metadata == {}


def test_spans_one_a_record_are_read_from_a_list(tmp_path: Path) -> None:
    good, bad = run(put(tmp_path, "a.json", json.dumps([{"text": TEXT, **SPAN}, {"text": TEXT, **SPAN}])))
    assert [spans_of(one) for one in good] == [AT, AT]
    assert bad == []


@pytest.mark.parametrize("start", [None, True, "x"])
def test_a_span_whose_start_is_no_number_is_refused(tmp_path: Path, start: object) -> None:
    assert "span 1 in spans has no start" in refused(
        tmp_path, {"text": TEXT, "spans": [{**SPAN, "start": start}]}
    )


def test_spans_of_texts_within_a_record_are_told_and_never_put_on_its_text(tmp_path: Path) -> None:
    record = {"text": f"{TEXT} {TEXT}", "sentences": [{"text": TEXT, "entities": [SPAN]}] * 2}
    found = one(tmp_path, record)
    assert (found.spans, found.lost) == (
        (),
        {"things in sentences.entities that look like spans of the texts there": 2},
    )
    assert "has texts in sentences with spans" in refused(tmp_path, record, fields="spans=sentences.entities")
    later = {"text": TEXT, "entities": [{"start": 10, "end": 13, "label": "LOC"}]}
    absolute = {
        **record,
        "sentences": [
            *record["sentences"],
            {**later, "entities": [{"start": 28, "end": 31, "label": "LOC"}]},
        ],
    }
    assert len(one(tmp_path, absolute, fields="spans=sentences.entities").spans) == 3


@pytest.mark.parametrize("name", ["word", "mention"])
def test_the_text_of_a_span_is_checked_under_other_names(tmp_path: Path, name: str) -> None:
    assert "say --ends inclusive" in refused(
        tmp_path, {"text": TEXT, "spans": [{**SPAN, "end": 8, name: TEXT[5:9]}]}
    )


@pytest.mark.parametrize("turn", [1, -1])
def test_offsets_that_count_two_things_in_one_file_are_refused(tmp_path: Path, turn: int) -> None:
    text = f"😀 {TEXT}"
    proved = {"text": text, "spans": [{"start": 8, "end": 12, "label": "actor", "text": TEXT[5:9]}]}
    silent = {"text": text, "spans": [{"start": 8, "end": 12, "label": "actor"}]}
    records = [proved, silent][::turn]
    good, (reason,) = many(tmp_path, *records)
    assert len(good) == 1
    assert "--offsets utf-16" in reason
    assert many(tmp_path, *records, offsets="utf-16") == ([((7, 11, "actor"),)] * 2, [])


@pytest.mark.parametrize(
    ("unit", "told"), [("UTF-16", "say --offsets utf-16"), ("byte", "say with --offsets")]
)
def test_another_unit_that_a_record_names_is_refused(tmp_path: Path, unit: str, told: str) -> None:
    record = {"text": TEXT, "sha256": "x", "offset_unit": unit, "spans": [SPAN]}
    assert told in refused(tmp_path, record)
    assert spans_of(one(tmp_path, {**record, "offset_unit": "utf-16"}, offsets="utf-16")) == AT


def test_points_of_a_span_are_read(tmp_path: Path) -> None:
    record = {
        "content": TEXT,
        "annotation": [{"label": ["actor"], "points": [{"start": 5, "end": 8, "text": TEXT[5:9]}]}],
    }
    assert "say --ends inclusive" in refused(tmp_path, record)
    assert spans_of(one(tmp_path, record, ends="inclusive")) == AT


@pytest.mark.parametrize("turn", [1, -1])
def test_spans_and_tags_in_one_file_are_refused(tmp_path: Path, turn: int) -> None:
    tagged = {"tokens": ["قوات"], "ner_tags": ["B-actor"]}
    good, (reason,) = many(tmp_path, *[{"text": TEXT, "spans": [SPAN]}, tagged][::turn])
    assert len(good) == 1
    assert "into a file of their own" in reason
