from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given

from annotator.formats.doccano import Doccano, DoccanoOptions
from annotator.model import IncomingSpan, Loss
from tests.formats.cases import CASES, over, record
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
    from annotator.formats.offsets import Unit
    from annotator.model import Record

KIND = Doccano()
CORPORA = os.environ.get("ANNOTATOR_CORPORA", "")
FILES = Path(CORPORA, "doccano")
with_corpora = pytest.mark.skipif(
    not (CORPORA and FILES.is_dir()), reason="ANNOTATOR_CORPORA names no folder with doccano's files"
)
TEXT = "🚑 وصلت سيارة المُسعف"


def one(folder: Path, line: object) -> Path:
    return put(folder, "a.jsonl", line if isinstance(line, str) else json.dumps(line, ensure_ascii=False))


@pytest.mark.parametrize("style", ["label", "entities"])
@pytest.mark.parametrize("unit", ["code-points", "utf-16"])
def test_every_case_comes_back(tmp_path: Path, style: Any, unit: Unit) -> None:
    options = DoccanoOptions(style=style, offsets=unit)
    found = there_and_back(KIND, CASES.values(), tmp_path, options)
    for given_, came in zip(CASES.values(), found, strict=True):
        assert (came.id, came.text, came.title) == (given_.id, given_.text, given_.title)
        assert marks(came.spans) == own_marks(given_, people=False)
        assert came.lost.keys() <= ({Loss.IDENTITY.value} if style == "entities" else set())
        assert not came.metadata


@given(records())
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, given_: Record) -> None:
    (came,) = there_and_back(KIND, [given_], tmp_path_factory.mktemp("doccano"))
    assert (came.id, came.text, came.metadata) == (given_.id, given_.text, given_.metadata)
    assert marks(came.spans) == own_marks(given_, people=False)


@given(records(people=("huda", "salim", None)))
def test_exactly_what_is_lost_is_entered(tmp_path_factory: pytest.TempPathFactory, given_: Record) -> None:
    (came,) = there_and_back(KIND, [given_], tmp_path_factory.mktemp("doccano"))
    kept = {(span.start, span.end, span.label) for span in given_.spans}
    assert {mark[:3] for mark in marks(came.spans)} == kept
    lost = details([given_], KIND)
    assert lost.get(Loss.TWINS, 0) == len(given_.spans) - len(kept)
    assert (Loss.ANNOTATOR in lost) == any(span.annotator for span in given_.spans)


def test_the_bytes_are_these() -> None:
    given_ = record("a-1", TEXT, over(TEXT, ("سيارة", "weapon"), ("المُسعف", "actor")))
    fields = '"text":"🚑 وصلت سيارة المُسعف","id":"a-1","title":"🚑 وصلت سيارة المُسعف",'
    assert write(KIND, [given_]).decode() == f'{{{fields}"label":[[7,12,"weapon"],[13,20,"actor"]]}}\n'
    assert write(KIND, [given_], DoccanoOptions(style="entities", offsets="utf-16")).decode() == (
        f'{{{fields}"entities":[{{"id":0,"label":"weapon","start_offset":8,"end_offset":13}},'
        '{"id":1,"label":"actor","start_offset":14,"end_offset":21}],"relations":[]}\n'
    )
    assert b'"label":[[7,12,"weapon"],[13,19,"actor"]]' in write(
        KIND, [given_], DoccanoOptions(offsets="graphemes")
    )


def test_in_graphemes_an_edge_at_a_mark_is_moved_and_entered(tmp_path: Path) -> None:
    start = TEXT.index("مُ")
    given_ = record("a-1", TEXT, [(start, start + 1, "actor")])
    options = DoccanoOptions(offsets="graphemes")
    (came,) = there_and_back(KIND, [given_], tmp_path, options)
    assert marks(came.spans) == [(start, start + 2, "actor", None)]
    assert details([given_], KIND, options)[Loss.MOVED] == 1


@pytest.mark.parametrize(
    "line",
    [
        {"label": [[3, 7, "weapon"]]},
        {"labels": [[3, 7, "weapon"]]},
        {"entities": [[3, 7, "weapon"]]},
        {"entities": [{"id": 5, "start_offset": 3, "end_offset": 7, "label": "weapon"}], "relations": []},
        {
            "annotations": [{"label": "weapon", "start_offset": 3, "end_offset": 7}],
            "annotation_approver": None,
        },
    ],
)
def test_every_way_in_which_versions_write_spans_is_read(tmp_path: Path, line: dict[str, Any]) -> None:
    came = take_one(KIND, one(tmp_path, {"id": 12, "text": "قال رامي شيئا", **line}))
    assert came.id == "12"
    assert came.spans == (IncomingSpan(start=3, end=7, label="weapon"),)


def test_old_exports_say_who_marked_and_number_their_labels(tmp_path: Path) -> None:
    line = {
        "text": "قال رامي شيئا",
        "annotations": [
            {"label": 2, "start_offset": 4, "end_offset": 8, "user": 7},
            {"label": 2, "start_offset": 4, "end_offset": 8, "user": "huda"},
        ],
    }
    came = take_one(KIND, one(tmp_path, line))
    assert marks(came.spans) == [(4, 8, "2", "7"), (4, 8, "2", "huda")]
    came = take_one(KIND, one(tmp_path, {"text": "قال رامي", "entities": [[4, 8, "p"]], "username": "admin"}))
    assert marks(came.spans) == [(4, 8, "p", "admin")]


def test_relations_comments_and_empty_spans_are_counted(tmp_path: Path) -> None:
    line = {
        "text": "قال رامي",
        "entities": [
            {"id": 1, "start_offset": 4, "end_offset": 8, "label": "p"},
            {"id": 2, "start_offset": 4, "end_offset": 4, "label": "p"},
        ],
        "relations": [{"id": 3, "from_id": 1, "to_id": 2, "type": "x"}],
        "Comments": ["هنا", "وهناك"],
    }
    came = take_one(KIND, one(tmp_path, line))
    assert marks(came.spans) == [(4, 8, "p", None)]
    assert came.lost == {
        "ids and times of spans": 2,
        "relations between spans": 1,
        "comments": 2,
        "spans without any letter": 1,
    }


def test_other_fields_and_meta_are_metadata(tmp_path: Path) -> None:
    line = {"text": "قال", "label": [], "meta": {"page": 1}, "desk": {"team": 4}, "date": 5}
    assert take_one(KIND, one(tmp_path, line)).metadata == {"page": 1, "desk": {"team": 4}, "date": 5}
    line = {"text": "قال", "meta": {"desk": 1}, "desk": 2}
    assert take_one(KIND, one(tmp_path, line)).metadata == {"meta": {"desk": 1}, "desk": 2}


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    path = one(tmp_path, {"body": "قال رامي", "tags": [[4, 8, "p"]], "label": "news"})
    assert refused_one(KIND, path).reason.startswith(
        "has no field 'text'; its fields are: body, tags, label; name it"
    )
    came = take_one(KIND, path, DoccanoOptions(text_key="body", label_key="tags"))
    assert (came.text, marks(came.spans)) == ("قال رامي", [(4, 8, "p", None)])


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        ([[0, 99, "p"]], "the end of span 1 in label, offset 99 is outside the text, which has 8 characters"),
        ([[-1, 3, "p"]], "the start of span 1 in label, offset -1 is outside the text"),
        ([[4, 3, "p"]], "span 1 in label ends before it starts, at [4, 3)"),
        ([[0, 3, "p"], [0, 3, ""]], "span 2 in label has no label"),
        ([[0, 3, None]], "span 1 in label has no label"),
        ([[0, 3]], "span 1 in label has 2 values; it must be [start, end, label]"),
        ([["0", 3, "p"]], "span 1 in label has no start that is a whole number"),
        ([[0, 3.5, "p"]], "span 1 in label has no end that is a whole number"),
        ([[0, True, "p"]], "span 1 in label has no end that is a whole number"),
        ([{"label": "p"}], "span 1 in label has no start that is a whole number"),
        (["p"], "span 1 in label is neither [start, end, label] nor an object with start_offset"),
        (
            "p",
            "label is not a list of spans, as in a project for another task than sequence labelling; name the field that has "
            "them with --label-key.",
        ),
        ({"a": 1}, "label is not a list of spans"),
    ],
)
def test_a_bad_span_refuses_its_line_and_no_other(tmp_path: Path, spans: object, reason: str) -> None:
    good_line = json.dumps({"text": "قال رامي", "label": [[4, 8, "p"]]})
    bad_line = json.dumps({"text": "قال رامي", "label": spans})
    good, (refusal,) = take(KIND, put(tmp_path, "a.jsonl", f"{good_line}\n{bad_line}\n{good_line}"))
    assert len(good) == 2
    assert refusal.line == 2
    assert refusal.reason.startswith(reason)


def test_an_offset_within_a_character_refuses_its_line(tmp_path: Path) -> None:
    path = one(tmp_path, {"text": TEXT, "label": [[1, 4, "p"]]})
    assert refused_one(KIND, path, DoccanoOptions(offsets="utf-16")).reason.startswith(
        "the start of span 1 in label, offset 1 is in the middle of a character"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty."),
        (b'{"text": "abc", "label": [[0, 1', "is not valid JSON"),
        (b"[1]", "is not a list of objects in JSON"),
        (b'{"label": [[0, 1, "p"]]}', "has no field 'text'"),
        ('{"text": "قال"}'.encode("cp1256"), "is not UTF-8: byte 0xDE"),
        (b"PK\x03\x04\0\0", "the line has a NUL"),
        (b"\x80\x04\x95", "is not UTF-8: byte 0x80"),
    ],
)
def test_what_is_no_line_of_doccano_is_told(tmp_path: Path, data: bytes, reason: str) -> None:
    assert refused_one(KIND, put(tmp_path, "a.jsonl", data)).reason.startswith(reason)


def test_spans_in_other_fields_are_told(tmp_path: Path) -> None:
    line = {
        "text": "قال رامي",
        "label": [[4, 8, "p"]],
        "spans": [{"start": 0, "end": 3, "label": "p"}],
        "predictions": [[0, 3, "p"]],
    }
    came = take_one(KIND, one(tmp_path, line))
    assert len(came.spans) == 1
    assert came.lost == {
        "things in spans that look like spans": 1,
        "things in predictions that look like spans": 1,
    }


@pytest.mark.parametrize(
    ("offsets", "span", "told"),
    [
        ("auto", [6, 10, "p"], 1),
        ("auto", [0, 1, "p"], 0),
        ("code-points", [6, 10, "p"], 0),
        ("utf-16", [7, 11, "p"], 0),
    ],
)
def test_offsets_of_which_nothing_says_what_they_count_are_told(
    tmp_path: Path, offsets: Any, span: list[object], told: int
) -> None:
    came = take_one(
        KIND, one(tmp_path, {"text": "🚑 قال رامي", "label": [span]}), DoccanoOptions(offsets=offsets)
    )
    assert len(came.notes) == told


def test_a_long_line_is_read(tmp_path: Path) -> None:
    text = "قصف " * 1_300_000
    came = take_one(KIND, one(tmp_path, {"text": text, "label": [[0, 3, "p"]]}))
    assert (len(came.text), len(came.spans)) == (len(text), 1)


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [
        ({"text": "a", "label": [[0, 1, "p"]]}, 0.9, 1),
        ({"text": "a", "entities": [{"start_offset": 0, "end_offset": 1}]}, 0.9, 1),
        ({"text": "a", "label": [], "Comments": []}, 0.9, 1),
        ({"text": "a", "label": []}, 0.5, 0.8),
        ({"text": "a", "label": "news"}, 0, 0),
        ({"text": "a", "entities": [[0, 1, "p"]], "label": "news"}, 0, 0),
        ({"text": "a", "labels": [["news", "war"]]}, 0, 0),
        ({"text": "a"}, 0, 0),
        ({"text": "a", "offset_unit": "codepoint", "spans": []}, 0, 0),
        ([{"text": "a", "label": [[0, 1, "p"]]}], 0.9, 1),
        ([[{"text": "a", "label": [[0, 1, "p"]]}]], 0, 0),
    ],
)
def test_it_is_known_by_its_fields(line: object, low: float, high: float) -> None:
    assert low <= KIND.sniff(Path("a.jsonl"), json.dumps(line).encode()) <= high


@with_corpora
def test_the_files_of_doccano_itself_come_in() -> None:
    good, (refusal,) = take(KIND, FILES / "example.jsonl")
    assert [(came.text, marks(came.spans), came.metadata) for came in good] == [
        ("exampleA", [(0, 1, "LOC", None)], {"wikiPageID": 1}),
        ("exampleB", [], {"wikiPageID": 2}),
    ]
    assert refusal.line == 3
    assert "has no field 'text'" in refusal.reason
    came = take_one(KIND, FILES / "example_overlapping.jsonl")
    assert marks(came.spans) == [(0, 1, "LOC", None)] * 2
    good, refused = take(KIND, FILES / "export-example.jsonl")
    assert not refused
    assert [came.text[span.start : span.end] for came in good for span in came.spans] == [
        "EU", "German", "Peter Blackburn", "Obama",
    ]  # fmt: skip
    came = take_one(KIND, FILES / "relations.jsonl")
    assert {came.text[span.start : span.end]: span.label for span in came.spans} == {
        "Google": "ORG",
        "September 4, 1998": "DATE",
        "Larry Page": "PERSON",
        "Sergey Brin": "PERSON",
    }
    assert came.lost == {"ids and times of spans": 4, "relations between spans": 3}
    options = DoccanoOptions(text_key="column_data", label_key="column_label")
    good, refused = take(KIND, FILES / "import-example.jsonl", options)
    assert not refused
    assert [len(came.spans) for came in good] == [1, 1, 1]


def test_twins_are_written_once(tmp_path: Path) -> None:
    given_ = record("a", "قال رامي", [(4, 8, "actor")])
    (span,) = given_.spans
    twice = msgspec.structs.replace(
        given_, spans=[span, msgspec.structs.replace(span, id="z", annotator="salim")]
    )
    (came,) = there_and_back(KIND, [twice], tmp_path)
    assert len(came.spans) == 1
    assert details([twice], KIND) == {Loss.TWINS: 1, Loss.ANNOTATOR: 1, Loss.IDENTITY: 1}
