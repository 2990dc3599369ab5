"""What a file has that its format's reader does not know is kept, counted or refused: never passed over without a word."""

from __future__ import annotations

import copy
import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from annotator.formats import reader
from annotator.formats.base import Reading
from annotator.model import Incoming, Refusal
from tests.formats.tools import put

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "قال رامي إن القافلة وصلت."
ODD = "شيء آخر"

DOCCANO: dict[str, Any] = {
    "id": 3,
    "text": TEXT,
    "label": [[4, 8, "actor"]],
    "Comments": [],
    "meta": {"desk": 4},
}
DOCCANO_ENTITIES: dict[str, Any] = {
    "id": 3,
    "text": TEXT,
    "entities": [{"id": 7, "label": "actor", "start_offset": 4, "end_offset": 8}],
    "relations": [],
}
PRODIGY: dict[str, Any] = {
    "text": TEXT,
    "meta": {"desk": 4},
    "tokens": [{"text": "قال", "start": 0, "end": 3, "id": 0, "ws": True}],
    "spans": [{"start": 4, "end": 8, "token_start": 1, "token_end": 1, "label": "actor", "text": "رامي"}],
    "answer": "accept",
    "_annotator_id": "huda",
    "_session_id": "huda",
}
LABEL_STUDIO: Any = [
    {
        "id": 3,
        "data": {"text": TEXT, "desk": {"team": 4}},
        "annotations": [
            {
                "id": 9,
                "completed_by": {"id": 1, "email": "huda@example.org"},
                "was_cancelled": False,
                "result": [
                    {
                        "id": "x1",
                        "from_name": "label",
                        "to_name": "text",
                        "type": "labels",
                        "origin": "manual",
                        "value": {"start": 4, "end": 8, "text": "رامي", "labels": ["actor"]},
                    }
                ],
            }
        ],
        "predictions": [],
    }
]
CAS = {
    "%FEATURE_STRUCTURES": [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": TEXT},
        {
            "%ID": 2,
            "%TYPE": "webanno.custom.AnnotatorSpan",
            "@sofa": 1,
            "begin": 4,
            "end": 8,
            "label": "actor",
        },
        {
            "%ID": 3,
            "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token",
            "@sofa": 1,
            "begin": 4,
            "end": 8,
        },
    ],
    "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3]}},
}
XMI = (
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
    'xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">'
    f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="{TEXT}"/>'
    '<custom:AnnotatorSpan xmi:id="2" sofa="1" begin="4" end="8" label="actor"/>'
    '<cas:View sofa="1" members="2"/></xmi:XMI>'
)
WEBANNO = (
    "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|value|sure\n\n\n"
    f"#Text={TEXT}\n1-1\t0-3\tقال\t_\t_\t\n1-2\t4-8\tرامي\tactor\t_\t\n"
)


class Case(NamedTuple):
    """A file, and the file with something more in it; `more` says what."""

    kind: str
    name: str
    plain: str
    changed: str
    more: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.more}"


def with_a_field(data: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the data with a field more in each of its objects, and where that is."""
    if isinstance(data, dict):
        yield place, {**data, "odd": ODD}
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            for where, inner in with_a_field(value, f"{place}.{key}"):
                changed = copy.copy(data)
                changed[key] = inner
                yield where, changed


def json_cases() -> Iterator[Case]:
    for kind, name, data in (
        ("doccano", "a.jsonl", DOCCANO),
        ("doccano", "a.jsonl", DOCCANO_ENTITIES),
        ("doccano", "a.json", [DOCCANO_ENTITIES]),
        ("prodigy", "a.jsonl", PRODIGY),
        ("label-studio", "a.json", LABEL_STUDIO),
        ("cas-json", "a.json", CAS),
    ):
        plain = json.dumps(data)
        for where, changed in with_a_field(data):
            yield Case(kind, name, plain, json.dumps(changed), f"a field in {where or 'the record'}")


def replaced(kind: str, name: str, plain: str, *changes: tuple[str, str, str]) -> Iterator[Case]:
    for more, old, new in changes:
        assert old in plain
        yield Case(kind, name, plain, plain.replace(old, new, 1), more)


def with_fields(given: dict[str, Any], **more: Any) -> str:
    return json.dumps({**given, **more})


def task_with(**more: Any) -> str:
    return json.dumps([{**LABEL_STUDIO[0], **more}])


def annotation_with(**more: Any) -> str:
    annotations = LABEL_STUDIO[0]["annotations"]
    return task_with(annotations=[{**annotations[0], **more}])


def region_with(**more: Any) -> str:
    annotations = LABEL_STUDIO[0]["annotations"]
    return annotation_with(result=[{**annotations[0]["result"][0], **more}])


def result_beside(**more: Any) -> str:
    annotations = LABEL_STUDIO[0]["annotations"]
    return annotation_with(result=[*annotations[0]["result"], more])


def known_things() -> Iterator[Case]:
    """What these tools are known to write beside spans."""
    tasks, name = json.dumps(LABEL_STUDIO), "a.json"
    for more, changed in (
        ("a score", region_with(score=0.91)),
        ("a note on a region", region_with(meta={"text": ["راجع"]})),
        ("a region that was predicted", region_with(origin="prediction")),
        ("choices", result_beside(id="x2", type="choices", value={"choices": ["news"]})),
        ("a text area", result_beside(id="x1", type="textarea", value={"text": ["ملاحظة"]})),
        ("a rating", result_beside(id="x1", type="rating", value={"rating": 4})),
        ("a relation", result_beside(type="relation", from_id="x1", to_id="x1")),
        ("another type", result_beside(id="x3", type="brushlabels", value={})),
        ("a prediction", task_with(predictions=[{"result": []}])),
        ("a draft", task_with(drafts=[{"result": []}])),
        ("meta", task_with(meta={"desk": 4})),
        ("comments", task_with(comment_count=2)),
        ("times of a task", task_with(created_at="2026-03-01T12:00:00Z")),
        ("times of an annotation", annotation_with(lead_time=4.5)),
        ("a mark of ground truth", annotation_with(ground_truth=True)),
        ("the prediction that an annotation began with", annotation_with(prediction={"id": 4})),
        ("a person who found nothing", annotation_with(result=[])),
    ):
        yield Case("label-studio", name, tasks, changed, more)
    (span,) = PRODIGY["spans"]
    answer = json.dumps(PRODIGY)
    for more, changed in (
        ("a score", with_fields(PRODIGY, spans=[{**span, "score": 0.91}])),
        ("a source", with_fields(PRODIGY, spans=[{**span, "source": "ar_core"}])),
        ("a link", with_fields(PRODIGY, spans=[{**span, "kb_id": "Q1"}])),
        ("an answer on a span", with_fields(PRODIGY, spans=[{**span, "answer": "reject"}])),
        ("relations", with_fields(PRODIGY, relations=[{"head": 0, "child": 1}])),
        ("choices", with_fields(PRODIGY, accept=["news"])),
        ("options", with_fields(PRODIGY, options=[{"id": "news"}])),
        ("another session", with_fields(PRODIGY, _session_id="news-huda")),
        (
            "tokens of another kind",
            with_fields(PRODIGY, tokens=[{"text": "قا", "start": 0, "end": 2, "id": 0}]),
        ),
        ("a time", with_fields(PRODIGY, _timestamp=1_700_000_000)),
        ("a rejected answer", with_fields(PRODIGY, answer="reject")),
        ("a person who found nothing", with_fields(PRODIGY, spans=[])),
    ):
        yield Case("prodigy", "a.jsonl", answer, changed, more)
    line = json.dumps(DOCCANO)
    (entity,) = DOCCANO_ENTITIES["entities"]
    for more, changed in (
        ("comments", with_fields(DOCCANO, Comments=["راجع"])),
        ("comments that are one text", with_fields(DOCCANO, Comments="راجع")),
        ("an approver", with_fields(DOCCANO, annotation_approver="nadia")),
        ("a user", with_fields(DOCCANO, username="huda")),
        ("a user who found nothing", with_fields(DOCCANO, username="huda", label=[])),
        ("relations", with_fields(DOCCANO, relations=[{"id": 1}])),
        ("meta that is no object", with_fields(DOCCANO, meta="desk")),
    ):
        yield Case("doccano", "a.jsonl", line, changed, more)
    entities = json.dumps(DOCCANO_ENTITIES)
    for more, changed in (
        ("a score", with_fields(DOCCANO_ENTITIES, entities=[{**entity, "score": 0.91}])),
        ("a probability", with_fields(DOCCANO_ENTITIES, entities=[{**entity, "prob": 0}])),
        ("a user of a span", with_fields(DOCCANO_ENTITIES, entities=[{**entity, "user": 7}])),
    ):
        yield Case("doccano", "a.jsonl", entities, changed, more)


def other_cases() -> Iterator[Case]:
    yield from replaced(
        "cas-xmi",
        "a.xmi",
        XMI,
        ("an attribute of a view's text", 'sofaNum="1"', 'sofaNum="1" odd="4"'),
        ("an address of a view", 'sofaNum="1"', 'sofaNum="1" sofaURI="file:a.wav"'),
        ("an attribute of a span", 'begin="4"', 'begin="4" odd="4"'),
        ("an element of a span", 'label="actor"/>', 'label="actor"><odd>x</odd></custom:AnnotatorSpan>'),
        ("an element", "<cas:View", '<custom:Odd xmi:id="7" sofa="1" begin="0" end="3"/><cas:View'),
        (
            "an annotation that is in no view",
            "<cas:View",
            '<custom:AnnotatorSpan xmi:id="7" sofa="1" begin="0" end="3" label="claim"/><cas:View',
        ),
    )
    yield from replaced(
        "webanno",
        "a.tsv",
        WEBANNO,
        ("a column", "actor\t_\t\n", "actor\t_\tb\n"),
        ("a value of another feature", "actor\t_\t", "actor\tno\t"),
        ("a comment", "#Text", "#Sentence.id=4\n#Text"),
        ("a line of the header", "\n\n\n", "\n#T_XX=odd\n\n\n"),
        ("a token of another kind", "1-1\t0-3\tقال", "1-1\t0-2\tقا"),
    )
    spans = "T1\tactor 4 8\tرامي\nT2\tclaim 12 19\tالقافلة\n"
    for more, lines in (
        ("a relation", "R1\tin Arg1:T1 Arg2:T2\n"),
        ("equal spans", "*\tEquiv T1 T2\n"),
        ("an event", "E1\tclaim:T2 Who:T1\n"),
        ("an attribute", "A1\tNegation T1\n"),
        ("an attribute with a text after it", "A1\tNegation T1\tx\n"),
        ("a modification", "M1\tSpeculation T1\n"),
        ("an attribute of an event", "E1\tclaim:T2 Who:T1\nA1\tNegation E1\n"),
        ("a link", "N1\tReference T1 Wikipedia:5\tرامي\n"),
        ("a note", "#1\tAnnotatorNotes T1\tراجع\n"),
        ("a note of another kind", "#1\tOdd T1\tراجع\n"),
        ("a line of no known kind", "Z1\todd T1\n"),
    ):
        yield Case("brat", "a.ann", spans, spans + lines, more)
    attributes = f"{spans}A1\tSure T1 yes\n#1\tAnnotatorNotes T1\tراجع\n"
    for more, lines in (
        ("a second value", "A2\tSure T1 no\n"),
        ("a second note", "#2\tAnnotatorNotes T1\tثم راجع\n"),
    ):
        yield Case("brat", "a.ann", attributes, attributes + lines, more)
    yield from replaced("brat", "a.ann", spans, ("a text after a span", "رامي\n", "رامي\tx\n"))


CASES = [*json_cases(), *known_things(), *other_cases()]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_is_passed_over(case: Case, tmp_path: Path) -> None:
    if case.kind.startswith("cas") and find_spec("cassis") is None:
        pytest.skip("the library cassis is not installed")
    before = read(case.kind, tmp_path, case.name, case.plain)
    assert isinstance(before[0], Incoming), before
    assert read(case.kind, tmp_path, case.name, case.changed) != before, f"{case.more} is passed over"


def read(kind: str, folder: Path, name: str, data: str) -> list[Incoming | Refusal]:
    put(folder, "a.txt", TEXT)
    return list(reader(kind).read(put(folder, name, data), Reading(options=reader(kind).options())))


def test_a_score_comes_with_its_span(tmp_path: Path) -> None:
    (span,) = PRODIGY["spans"]
    for kind, name, data in (
        ("prodigy", "a.jsonl", with_fields(PRODIGY, spans=[{**span, "score": 0.91}])),
        ("label-studio", "a.json", region_with(score=0.91)),
    ):
        (came,) = read(kind, tmp_path, name, data)
        assert isinstance(came, Incoming)
        assert [one.score for one in came.spans] == ["0.91"]


@pytest.mark.parametrize("score", ["high", True, [0.9], {"mean": 0.9}])
def test_a_score_that_is_no_number_is_counted(tmp_path: Path, score: object) -> None:
    (span,) = PRODIGY["spans"]
    (came,) = read("prodigy", tmp_path, "a.jsonl", with_fields(PRODIGY, spans=[{**span, "score": score}]))
    assert isinstance(came, Incoming)
    assert came.spans[0].score is None
    assert came.lost["fields 'score' of spans"] == 1


def test_a_span_with_another_text_of_its_own_is_refused(tmp_path: Path) -> None:
    (span,) = PRODIGY["spans"]
    (refused,) = read("prodigy", tmp_path, "a.jsonl", with_fields(PRODIGY, spans=[{**span, "text": "سامي"}]))
    assert isinstance(refused, Refusal)
    assert refused.reason.startswith("span 1 has the text 'سامي', and the article has 'رامي' there")


def test_regions_of_another_text_of_the_task_are_counted(tmp_path: Path) -> None:
    other = {
        "id": "x2",
        "type": "labels",
        "to_name": "title",
        "value": {"start": 0, "end": 3, "labels": ["actor"]},
    }
    (came,) = read("label-studio", tmp_path, "a.json", result_beside(**other))
    assert isinstance(came, Incoming)
    assert [(span.start, span.end) for span in came.spans] == [(4, 8)]
    assert came.lost["regions of other texts"] == 1
