"""Records that this program exported are read at once, and come out as if they had been read field by field, whatever was done to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import InputError
from annotator.formats import exported_records
from annotator.formats.json_objects import decode_value
from annotator.model import Choice, Source
from tests.formats.test_jsonl import record, span, written

if TYPE_CHECKING:
    from annotator.model import Record

PATH = Path("أخبار.jsonl")
TEXT = 'قال 🚑 "لواء" الضفة:\nنعم.'

SPANS = st.integers(0, 20).flatmap(
    lambda start: st.builds(
        lambda end, **more: span(TEXT, start, end, **more),
        st.integers(start + 1, len(TEXT)),
        label=st.sampled_from(["actor", 'a "b"']),
        attributes=st.sampled_from([{}, {"certain": "no"}, {'"': "\\"}]),
        annotator=st.sampled_from(["هدى", None]),
        source=st.sampled_from([None, Source.DECIDED]),
        annotators=st.sampled_from([[], ["هدى"], ["هدى", "سليم"]]),
        adjudicator=st.sampled_from([None, "مريم"]),
        decision=st.sampled_from([None, Choice.SEVERAL]),
        note=st.sampled_from(["", 'كلاهما "معًا"']),
    )
)
RECORDS = st.builds(
    lambda spans, **fields: record(TEXT, *spans, **fields),
    st.lists(SPANS, max_size=3),
    id=st.sampled_from(["a-1", 'a "1"', "خبر"]),
    date=st.sampled_from([None, "2026-03-01"]),
    source=st.sampled_from([None, "صحيفة"]),
    metadata=st.sampled_from([{}, {"section": "محلي", "n": 3}, {"k": {"k": ["v", 0.5]}}, {"text": "x"}]),
)
VALUES: list[Any] = [None, "", "x", 0, 3, -1, 1.5, True, [], {}, [{}], "a\0b", "2026-03-01T12:00:00", 10**20]


def step_by_step(line: str) -> Any:
    try:
        found = decode_value(line, PATH, 1)
        assert isinstance(found, dict)
        return exported_records.exported(found, PATH, 1)
    except InputError as error:
        return str(error)


def at_once(line: str) -> Any:
    try:
        return exported_records.usual_exported(line.encode("utf-8", "surrogatepass"), PATH, 1)
    except InputError as error:
        return str(error)


def as_line(exported: Record) -> str:
    return written(exported).decode().rstrip("\n")


@given(RECORDS)
def test_what_is_as_it_was_exported_is_read_at_once(exported: Record) -> None:
    line = as_line(exported)
    found = at_once(line)
    assert found is not None
    assert found == step_by_step(line)


@settings(max_examples=800)
@given(RECORDS, st.data())
def test_what_was_changed_is_read_or_refused_as_if_step_by_step(
    exported: Record, data: st.DataObject
) -> None:
    line = as_line(exported)
    fields = json.loads(line)
    one = data.draw(st.sampled_from([fields, *fields["spans"], fields["metadata"]]))
    name = data.draw(st.sampled_from([*one, "another"]))
    way = data.draw(st.sampled_from(["set", "remove", "twice"]))
    if way == "twice" and name in one:
        field = f"{json.dumps(name)}:{json.dumps(one[name], ensure_ascii=False, separators=(',', ':'))}"
        line = line.replace(field, f"{field},{field}", 1)
    elif way == "remove":
        one.pop(name, None)
        line = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    else:
        one[name] = data.draw(st.sampled_from(VALUES))
        line = json.dumps(fields, ensure_ascii=data.draw(st.booleans()), separators=(",", ":"))
    if '"offset_unit":"codepoint"' not in line or '"text":' not in line.partition('"sha256"')[0]:
        return  # it is not taken for a record of ours
    found = at_once(line)
    assert found is None or found == step_by_step(line)


def test_a_text_that_was_changed_is_refused() -> None:
    line = as_line(record(TEXT, span(TEXT, 0, 3))).replace("نعم", "كلا")
    assert "its sha256 is another one" in at_once(line)
    assert at_once(line) == step_by_step(line)
