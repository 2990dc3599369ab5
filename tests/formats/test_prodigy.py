from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given

from annotator.formats.prodigy import Prodigy, prodigy_tokens
from annotator.model import Loss, Source
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
    from annotator.model import Record

KIND = Prodigy()
MADE = ("_input_hash", "_task_hash", "_view_id")
TEXT = "وصل رامي إلى الميناء"


def one(folder: Path, **line: Any) -> Path:
    return put(folder, "a.jsonl", json.dumps(line, ensure_ascii=False))


def own(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name not in MADE}


def test_every_case_comes_back(tmp_path: Path) -> None:
    found = there_and_back(KIND, CASES.values(), tmp_path)
    for given_, came in zip(CASES.values(), found, strict=True):
        assert (came.id, came.text, came.title) == (given_.id, given_.text, given_.title)
        assert marks(came.spans) == own_marks(given_)
        assert came.lost == ({} if came.spans else {"who found nothing in an article": 1})
        assert not own(came.metadata)


@given(records(people=("huda", "salim", None)))
def test_what_is_written_is_read_back_a_line_a_person(
    tmp_path_factory: pytest.TempPathFactory, given_: Record
) -> None:
    found = there_and_back(KIND, [given_], tmp_path_factory.mktemp("prodigy"))
    assert {came.text for came in found} == {given_.text}
    assert {came.id for came in found} == {given_.id}
    assert [own(came.metadata) for came in found] == [given_.metadata] * len(found)
    assert sorted(mark for came in found for mark in marks(came.spans)) == own_marks(given_)
    assert len({came.metadata["_input_hash"] for came in found}) == 1
    assert all(len({mark[3] for mark in marks(came.spans)}) <= 1 for came in found)


@given(records())
def test_tokens_are_all_of_the_text_and_every_span_is_of_whole_ones(given_: Record) -> None:
    line = json.loads(write(KIND, [given_]))
    tokens = line["tokens"]
    assert "".join(token["text"] + " " * token["ws"] for token in tokens) == given_.text
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert given_.text[token["start"] : token["end"]] == token["text"]
    for span in line["spans"]:
        assert tokens[span["token_start"]]["start"] == span["start"]
        assert tokens[span["token_end"]]["end"] == span["end"]


@given(records())
def test_spacy_makes_the_same_text_and_spans_of_the_tokens(given_: Record) -> None:
    tokens_module = pytest.importorskip("spacy.tokens", reason="spaCy is not installed")
    vocab = pytest.importorskip("spacy.vocab", reason="spaCy is not installed").Vocab()
    line = json.loads(write(KIND, [given_]))
    words = [token["text"] for token in line["tokens"]]
    doc = tokens_module.Doc(vocab, words=words, spaces=[token["ws"] for token in line["tokens"]])
    assert doc.text == given_.text
    for span in line["spans"]:
        found = doc.char_span(span["start"], span["end"], label=span["label"])
        assert found is not None
        assert (found.start, found.end - 1) == (span["token_start"], span["token_end"])


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("وصل رامي.", [], [("وصل", True), ("رامي", False), (".", False)]),
        ("بحقل قريب", [(1, 4)], [("ب", False), ("حقل", True), ("قريب", False)]),
        ("أ  ب\n", [], [("أ", True), (" ", False), ("ب", False), ("\n", False)]),
        ("أ ب", [(1, 3)], [("أ", False), (" ", False), ("ب", False)]),
        ("أ ب", [(0, 2)], [("أ", False), (" ", False), ("ب", False)]),
        (" أ ", [], [(" ", False), ("أ", True)]),
        ("أ\r\n\r\nب", [(1, 3)], [("أ", False), ("\r\n", False), ("\r\n", False), ("ب", False)]),
    ],
)
def test_tokens_are_as_spacy_has_them(
    text: str, spans: list[tuple[int, int]], expected: list[tuple[str, bool]]
) -> None:
    assert [(token["text"], token["ws"]) for token in prodigy_tokens(text, spans)] == expected


def test_the_bytes_are_these() -> None:
    given_ = record("a-1", TEXT, over(TEXT, ("رامي", "actor")))
    assert write(KIND, [given_]).decode() == (
        '{"text":"وصل رامي إلى الميناء","id":"a-1","title":"وصل رامي إلى الميناء",'
        '"_input_hash":997633306,"_task_hash":1113028101,"tokens":['
        '{"text":"وصل","start":0,"end":3,"id":0,"ws":true},{"text":"رامي","start":4,"end":8,"id":1,"ws":true},'
        '{"text":"إلى","start":9,"end":12,"id":2,"ws":true},{"text":"الميناء","start":13,"end":20,"id":3,"ws":false}],'
        '"spans":[{"start":4,"end":8,"token_start":1,"token_end":1,"label":"actor"}],'
        '"_view_id":"spans_manual","answer":"accept","_annotator_id":"huda","_session_id":"huda"}\n'
    )


def test_hashes_are_of_32_bits_and_change_with_what_they_stand_for() -> None:
    def hashes(text: str, *marked: tuple[str, str]) -> tuple[int, int]:
        line = json.loads(write(KIND, [record("a", text, over(text, *marked))]))
        return line["_input_hash"], line["_task_hash"]

    found = [
        hashes(TEXT),
        hashes(TEXT, ("رامي", "actor")),
        hashes(TEXT, ("رامي", "claim")),
        hashes(TEXT + "!"),
    ]
    assert len({of_input for of_input, _ in found}) == 2
    assert len({of_task for _, of_task in found}) == 4
    assert all(-(2**31) <= number < 2**31 for pair in found for number in pair)


def test_the_hash_that_prodigy_gave_a_text_is_kept(tmp_path: Path) -> None:
    path = one(
        tmp_path, text=TEXT, spans=[], answer="accept", _input_hash=-77, _task_hash=5, _timestamp=1690000000
    )
    came = take_one(KIND, path)
    assert came.metadata == {"_input_hash": -77, "_task_hash": 5, "_timestamp": 1690000000}
    given_ = msgspec.structs.replace(record("a", TEXT), metadata=came.metadata)
    line = json.loads(write(KIND, [given_]))
    assert line["_input_hash"] == -77
    assert line["_timestamp"] == 1690000000


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ({"_annotator_id": "news-huda", "_session_id": "news-2"}, "news-huda"),
        ({"_session_id": "news-2"}, "news-2"),
        ({"_session_id": None}, None),
        ({}, None),
    ],
)
def test_who_answered_made_the_spans(tmp_path: Path, line: dict[str, Any], person: str | None) -> None:
    path = one(tmp_path, text=TEXT, spans=[{"start": 4, "end": 8, "label": "PER"}], answer="accept", **line)
    assert marks(take_one(KIND, path).spans) == [(4, 8, "PER", person)]


def test_only_spans_of_accepted_answers_come_in(tmp_path: Path) -> None:
    span = {"start": 4, "end": 8, "token_start": 1, "token_end": 1, "label": "PER"}
    path = put(
        tmp_path,
        "a.jsonl",
        "\n".join(
            json.dumps({"text": TEXT, "spans": [span], "answer": answer})
            for answer in ("accept", "reject", "ignore")
        ),
    )
    good, refused = take(KIND, path)
    assert not refused
    assert [len(came.spans) for came in good] == [1, 0, 0]
    assert [came.lost for came in good] == [
        {},
        {"answers that reject": 1, "spans of answers that were not accepted": 1},
        {"answers that ignore": 1, "spans of answers that were not accepted": 1},
    ]
    assert len(take_one(KIND, one(tmp_path, text=TEXT, spans=[span])).spans) == 1, "a task without an answer"


def test_spans_in_other_fields_are_told(tmp_path: Path) -> None:
    other = {"start": 0, "end": 3, "label": "PER"}
    path = one(tmp_path, text="قال رامي", _input_hash=1, entities=[other], versions=[{"spans": [other]}])
    assert take_one(KIND, path).lost == {
        "things in entities that look like spans": 1,
        "things in versions.spans that look like spans": 1,
    }


def test_relations_and_empty_spans_are_counted_and_the_rest_is_metadata(tmp_path: Path) -> None:
    path = one(
        tmp_path,
        text=TEXT,
        spans=[{"start": 4, "end": 4, "label": "PER"}],
        relations=[{"head": 0, "child": 1, "label": "x"}],
        meta={"source": "وكالة"},
        tokens=[],
        answer="accept",
    )
    came = take_one(KIND, path)
    assert came.lost == {"relations between spans": 1, "spans without any letter": 1}
    assert came.metadata == {"meta": {"source": "وكالة"}}
    given_ = msgspec.structs.replace(record("a", TEXT), metadata=came.metadata)
    assert json.loads(write(KIND, [given_]))["meta"] == {"source": "وكالة"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            {"spans": [{"start": 4, "end": 99, "label": "P"}]},
            "the end of span 1, offset 99 is outside the text",
        ),
        ({"spans": [{"start": 4, "end": 8}]}, "span 1 has no label"),
        ({"spans": [{"start": 8, "end": 4, "label": "P"}]}, "span 1 ends before it starts"),
        ({"spans": [{"label": "P", "token_start": 1}]}, "span 1 has no start that is a whole number"),
        ({"spans": [[4, 8, "P"]]}, "span 1 is not an object with start, end and label"),
        ({"spans": "P"}, "spans is not a list"),
        ({"answer": "maybe"}, "the answer is 'maybe'; it must be accept, reject or ignore"),
        ({"text": None, "image": "a.png"}, "text is null; it must be a string"),
        ({"text": ""}, "the text is empty"),
        ({"text": "a\0"}, "the text has a NUL"),
        ({"id": 1.5}, ""),
    ],
)
def test_a_bad_line_is_told_and_stops_no_other(tmp_path: Path, line: dict[str, Any], reason: str) -> None:
    good_line = json.dumps({"text": TEXT, "spans": [], "answer": "accept"})
    bad_line = json.dumps({"text": TEXT, **line})
    good, refused = take(KIND, put(tmp_path, "a.jsonl", f"{good_line}\n{bad_line}\n{good_line}"))
    if not reason:
        assert (len(good), good[1].metadata) == (3, {"id": 1.5})
        return
    (refusal,) = refused
    assert (len(good), refusal.line) == (2, 2)
    assert refusal.reason.startswith(reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty."),
        (b'{"text": "abc", "spans": [{"sta', "is not valid JSON"),
        (b'{"image": "a.png", "answer": "accept"}', 'has no field "text"; its fields are: image, answer'),
        (b"\xff\xfe{\0", "is not UTF-8: byte 0xFF"),
    ],
)
def test_what_is_no_line_of_prodigy_is_told(tmp_path: Path, data: bytes, reason: str) -> None:
    assert refused_one(KIND, put(tmp_path, "a.jsonl", data)).reason.startswith(reason)


def test_what_gold_loses_is_entered() -> None:
    given_ = record("a", TEXT, over(TEXT, ("رامي", "actor")))
    gold = [
        msgspec.structs.replace(span, annotator=None, source=Source.UNANIMOUS, attributes={"sure": "no"})
        for span in given_.spans
    ]
    assert details([msgspec.structs.replace(given_, spans=gold), record("b", TEXT)], KIND) == {
        Loss.PROVENANCE: 1,
        Loss.ATTRIBUTES: 1,
        Loss.IDENTITY: 1,
    }


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [
        ({"text": "a", "_input_hash": 1}, 0.95, 1),
        ({"text": "a", "spans": [{"token_start": 0, "token_end": 0}]}, 0.9, 1),
        ({"text": "a", "spans": [{"start": 0, "end": 1, "label": "P"}], "answer": "accept"}, 0.9, 1),
        ({"text": "a", "spans": [{"start": 0, "end": 1, "label": "P"}]}, 0.5, 0.8),
        ({"text": "a", "label": [[0, 1, "P"]]}, 0, 0),
        ({"text": "a", "offset_unit": "codepoint", "spans": [{"start": 0}]}, 0, 0),
        ([{"text": "a", "_input_hash": 1}], 0, 0),
    ],
)
def test_it_is_known_by_its_fields(line: object, low: float, high: float) -> None:
    assert low <= KIND.sniff(Path("a.jsonl"), json.dumps(line).encode()) <= high
