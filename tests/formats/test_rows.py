"""Rows that are sentences or paragraphs: every span is in one, and put back they are the article's."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from annotator import labels, resources
from annotator.formats import writer
from annotator.formats.base import Writing
from annotator.formats.huggingface import HuggingFaceOptions
from annotator.formats.jsonl import Jsonl, JsonlOptions
from annotator.formats.losses import Losses
from annotator.formats.record_spans import checked_spans
from annotator.formats.rows import Rows, row_id, rows_of, text_parts
from annotator.model import Card, Loss, Record, State
from annotator.project import Project
from annotator.text import segment
from tests.adding import add_articles
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.fuller import EVERY
from tests.formats.tools import put, read, read_one

if TYPE_CHECKING:
    from pathlib import Path

needs_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")

TEXT = "وصل الوفد إلى الغضا. نفى الناطق ذلك؟ لا.\n\nعاد المراسل أمس.  وسكت."
PARTS: tuple[Rows, ...] = ("sentence", "paragraph")
NAMES = [label.name for label in labels.default().labels]
texts = st.text(st.sampled_from("ابت وصل  ..؟!«»\n\n\r\u2028\u200f🚑ً1\t"), min_size=1, max_size=60)


@st.composite
def records(draw: st.DrawFn, people: bool = False) -> Record:
    text = draw(texts.filter(lambda text: not text.isspace()))
    edges = st.integers(0, len(text))
    drawn = draw(st.lists(st.tuples(edges, edges, st.sampled_from(NAMES)), max_size=6))
    case = record("any", text, [(start, end, label) for start, end, label in drawn if start < end])
    if people:
        whose = st.sampled_from(["huda", "salim", "عمر"])
        spans = [msgspec.structs.replace(span, annotator=draw(whose)) for span in case.spans]
        names = {*(span.annotator or "" for span in spans), *draw(st.sets(whose))}
        return msgspec.structs.replace(case, spans=spans, annotators=sorted(names), state=State())
    return case


def jsonl(given: list[Record], rows: Rows, losses: Losses | None = None) -> list[dict[str, Any]]:
    out = io.BytesIO()
    how = Writing(schema=WRITING.schema, options=JsonlOptions(rows=rows))
    assert writer("jsonl").write(given, out, how, losses or Losses()) == len(given)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def parquet(given: list[Record], rows: Rows, layers: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    how = Writing(schema=WRITING.schema, options=HuggingFaceOptions(rows=rows), layers=layers)
    losses = Losses()
    assert writer("hf").write(given, out, how, losses) == len(given)
    found: list[dict[str, Any]] = pq.read_table(io.BytesIO(out.getvalue())).to_pylist()
    assert losses.rows == len(found)
    return found


def put_back(rows: list[dict[str, Any]], label: str = "label") -> list[tuple[Any, ...]]:
    """Return the spans of rows in the text of the article."""
    return sorted(
        (
            *(row["start"] + span["start"], row["start"] + span["end"], span[label], span["text"]),
            span["annotator"] or "",
        )
        for row in rows
        for span in row["spans"]
    )


def spans_of(case: Record) -> list[tuple[Any, ...]]:
    return sorted((span.start, span.end, span.label, span.text, span.annotator or "") for span in case.spans)


def check_slices(case: Record, rows: list[dict[str, Any]]) -> None:
    """Assert that the rows are slices of the article in its order, with white space alone around and between."""
    assert [row["text"] for row in rows] == [case.text[row["start"] : row["end"]] for row in rows]
    edges = [0, *(edge for row in rows for edge in (row["start"], row["end"])), len(case.text)]
    assert edges == sorted(edges)
    assert not "".join(case.text[start:end] for start, end in [*pairwise(edges)][::2]).strip()
    for row in rows:
        for span in row["spans"]:
            assert row["text"][span["start"] : span["end"]] == span["text"]


def test_a_row_is_a_sentence_or_a_paragraph() -> None:
    case = record("wire-1", TEXT, over(TEXT, ("الوفد", "actor"), ("المراسل", "actor")))
    rows = jsonl([case], "sentence")
    assert [row["text"] for row in rows] == [
        "وصل الوفد إلى الغضا.",
        "نفى الناطق ذلك؟",
        "لا.",
        "عاد المراسل أمس.",
        "وسكت.",
    ]
    assert [row["id"] for row in rows][:2] == ["wire-1#char=0,20", "wire-1#char=21,36"]
    assert {row["article"] for row in rows} == {"wire-1"}
    assert [(span["start"], span["text"]) for row in rows for span in row["spans"]] == [
        (4, "الوفد"),
        (4, "المراسل"),
    ]
    assert [row["text"] for row in jsonl([case], "paragraph")] == TEXT.split("\n\n")
    (whole,) = jsonl([case], "article")
    assert not {"article", "start", "end"} & whole.keys()


def test_sentences_that_a_span_crosses_are_one_row_and_that_is_told() -> None:
    case = record(
        "wire-1", TEXT, over(TEXT, ("الغضا. نفى الناطق", "claim"), ("الناطق", "actor"), ("لا", "claim"))
    )
    losses = Losses()
    rows = jsonl([case], "sentence", losses)
    assert [row["text"] for row in rows][:2] == ["وصل الوفد إلى الغضا. نفى الناطق ذلك؟", "لا."]
    assert losses.counts == {Loss.JOINED: 1}
    (lost,) = losses.examples[Loss.JOINED]
    assert (lost.text, lost.became) == ("الغضا. نفى الناطق", "in 0–36")
    assert not Loss.JOINED.of_spans


def test_spans_of_white_space_between_sentences_are_in_a_row() -> None:
    case = record("a", " وصل.  عاد. ", [(0, 1, "claim"), (5, 6, "claim"), (6, 7, "claim"), (11, 12, "claim")])
    losses = Losses()
    rows = jsonl([case], "sentence", losses)
    assert [row["text"] for row in rows] == [" وصل.  ", "عاد. "]
    assert put_back(rows) == spans_of(case)
    assert not losses.counts


@given(records(), st.sampled_from(PARTS))
def test_rows_put_back_are_the_article(case: Record, wanted: Rows) -> None:
    losses = Losses()
    rows = jsonl([case], wanted, losses)
    check_slices(case, rows)
    assert put_back(rows) == spans_of(case)
    assert sorted(span["id"] for row in rows for span in row["spans"]) == sorted(
        span.id for span in case.spans
    )
    parts = text_parts(case.text, [(span.start, span.end) for span in case.spans], wanted)
    assert bool(losses.counts[Loss.JOINED]) == any(part.joined > 1 for part in parts)
    assert {*losses.counts} <= {*Jsonl.loses_by_rows} - {*Jsonl.loses_writing}
    assert sum(part.joined for part in parts) == len(
        text_parts(case.text, [], wanted)
    )  # no sentence is left out, and none is made


@given(texts)
def test_without_spans_rows_are_the_sentences_that_conll_has(text: str) -> None:
    expected = [*segment.text_sentences(text)] or [(0, len(text))]
    assert [(part.start, part.end) for part in text_parts(text, [], "sentence")] == expected
    case = record("any", text)
    out = io.BytesIO()
    writer("conll").write([case], out, WRITING, Losses())
    if not text.isspace() and "\n" not in text.strip():
        assert out.getvalue().decode().count("# text = ") == len(expected)


@pytest.mark.parametrize("wanted", PARTS)
def test_every_case_is_of_the_published_schema_with_a_key(wanted: Rows) -> None:
    schema = json.loads((resources.schemas() / "record.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    rows = jsonl([*EVERY.values()], wanted)
    for row in rows:
        validator.validate(row)
        assert row["sha256"] == sha256(row["text"].encode()).hexdigest()
    assert len({row["id"] for row in rows}) == len(rows)
    for name, case in EVERY.items():
        own = [row for row in rows if row["article"] == name]
        check_slices(case, own)
        assert put_back(own) == spans_of(case)


def test_how_far_people_are_is_not_in_a_row_and_that_is_told() -> None:
    losses = Losses()
    rows = jsonl([EVERY["people"]], "sentence", losses)
    assert losses.counts[Loss.WORK] == 1
    assert not any("state" in row for row in rows)


def test_the_card_of_the_project_stands_once() -> None:
    case = msgspec.structs.replace(CASES["crlf"], card=Card(title="أخبار"))
    rows = jsonl([case, CASES["plain"]], "sentence")
    assert len(rows) > 2
    assert [row.get("card") for row in rows] == [{"title": "أخبار"}, *[None] * (len(rows) - 1)]


def test_rows_come_in_as_articles_of_their_own(tmp_path: Path) -> None:
    case = EVERY["gold"]
    rows = jsonl([case, CASES["nested"]], "sentence")
    path = put(tmp_path, "rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    good, refused = read(path)
    assert not refused
    assert [(one.id, one.text) for one in good] == [(row["id"], row["text"]) for row in rows]
    for one, row in zip(good, rows, strict=True):
        assert {**one.metadata} == {
            **row["metadata"],
            **{name: row[name] for name in ("article", "start", "end")},
        }
        assert [(span.start, span.end, span.label) for span in one.spans] == [
            (span["start"], span["end"], span["label"]) for span in row["spans"]
        ]
    with Project.create(tmp_path / "project.db", labels.default()) as project:
        add_articles(project, good)
        assert [record.id for record in project.records.select("all")] == [row["id"] for row in rows]


def test_a_row_that_says_its_article_twice_is_refused(tmp_path: Path) -> None:
    case = msgspec.structs.replace(CASES["plain"], metadata={"article": "another"})
    (row,) = jsonl([case], "sentence")
    good, refused = read(put(tmp_path, "rows.jsonl", json.dumps(row) + "\n"))
    assert not good
    assert "has 'article' both as a field and in its metadata" in refused[0].reason


def test_a_row_whose_text_was_changed_is_refused(tmp_path: Path) -> None:
    (row,) = jsonl([CASES["plain"]], "sentence")
    _, (refusal,) = read(put(tmp_path, "rows.jsonl", json.dumps({**row, "text": row["text"] + " لا"}) + "\n"))
    assert "the text was changed" in refusal.reason


def test_the_whole_article_of_such_a_text_comes_in_as_ever(tmp_path: Path) -> None:
    (whole,) = jsonl([CASES["plain"]], "article")
    assert read_one(put(tmp_path, "a.jsonl", json.dumps(whole) + "\n")).metadata == {}


# --- in Parquet -----------------------------------------------------------------------------------


@needs_pyarrow
@settings(deadline=None)
@given(records(people=True), st.sampled_from(["article", *PARTS]))
def test_rows_of_people_put_back_are_their_layers(case: Record, wanted: Rows) -> None:
    rows = parquet([case], wanted, ("all",))
    people: list[str | None] = [*case.annotators] or [None]
    assert list(dict.fromkeys(row["annotator"] for row in rows)) == people
    assert put_back(rows, "label_name") == spans_of(case)
    for name in people:
        own = [row for row in rows if row["annotator"] == name]
        check_slices(case, own)
        assert {span["annotator"] for row in own for span in row["spans"]} <= {name}
        assert [(row["start"], row["end"]) for row in own] == [
            (row["start"], row["end"]) for row in rows if row["annotator"] == people[0]
        ]
        assert "".join(token for row in own for token in row["tokens"]) == "".join(case.text.split())
        for row in own:
            assert [row["text"][start:][: len(token)] for token, start in zip(row["tokens"], row["starts"], strict=True)] == row["tokens"]  # fmt: skip
    assert len({row["id"] for row in rows}) == len(rows)


def test_keys_say_which_row_it_is() -> None:
    case = CASES["plain"]
    (row,) = rows_of(case, checked_spans(case), "article")
    assert row_id(case, row, "article") == "plain"
    assert row_id(case, row, "article", "هدى") == "plain#annotator=هدى"
    assert row_id(case, row, "article", "") == "plain#annotator="
    assert row_id(case, row, "sentence", "huda") == "plain#annotator=huda&char=0,30"
