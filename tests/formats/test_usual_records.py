"""Records of the usual shape are read at once, and come out as if they had been read step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.errors import InputError
from annotator.formats.json_objects import decode_value
from annotator.formats.json_records import JsonOptions
from annotator.formats.json_records.reading import RecordReader

PATH = Path("أخبار.jsonl")
TEXT = "نفى مصدر محلي وصول أي قافلة إلى البلدة."

TEXTS = st.sampled_from(
    [TEXT, "مَدِينَةٌ كَبِيرَة", "خبر 👩‍👩‍👧 ورمز", "", " ", "O B-actor I-actor", 'قال \\ "نعم"', "a\0b"]
)
STRINGS = st.sampled_from(
    [
        "صحيفة",
        "",
        "NEWS-17",
        "5",
        "O B-actor",
        "[[0, 3, 'actor']]",
        '{"start": 0, "end": 3, "label": "actor"}',
        "utf-16",
        "a\nb",
    ]
)
OFFSETS = st.one_of(st.integers(-1, 20), st.sampled_from([2.0, "3", True, None, 10**20]))
LABELS = st.sampled_from(["actor", "claim", "", "مكان", TEXT[:3], 4, None])
SPANS = st.fixed_dictionaries(
    {"start": OFFSETS, "end": OFFSETS, "label": LABELS},
    optional={
        "annotator": st.sampled_from(["huda", "", None, 7]),
        "text": st.sampled_from([TEXT[:3], TEXT[0:4], "غيره", ""]),
        "id": st.just("s1"),
        "attributes": st.just({"certain": "no"}),
    },
)
GOOD = st.integers(0, 9).flatmap(
    lambda start: st.fixed_dictionaries(
        {
            "start": st.just(start),
            "end": st.integers(start + 1, 12),
            "label": st.sampled_from(["actor", "claim"]),
        },
        optional={"annotator": st.sampled_from(["huda", "salim"])},
    )
)
LISTS = st.one_of(
    st.lists(GOOD, min_size=1, max_size=4),
    st.lists(SPANS, max_size=3),
    st.just([[0, 3, "actor"]]),
    st.just(["O", "B-actor"]),
    st.none(),
)
RECORDS = st.fixed_dictionaries(
    {"text": st.one_of(TEXTS, st.just(TEXT))},
    optional={
        "id": st.one_of(STRINGS, st.integers(0, 9), st.none()),
        "title": st.one_of(STRINGS, st.none()),
        "date": STRINGS,
        "source": st.one_of(STRINGS, st.just(3)),
        "section": STRINGS,
        "start": st.one_of(STRINGS, st.just(0)),
        "end": st.just(4),
        "label": STRINGS,
        "annotator": STRINGS,
        "offset_unit": st.sampled_from(["utf16", "grapheme", "bytes"]),
        "words": st.integers(0, 10**16),
        "is_checked": st.booleans(),
        "score": st.floats(0, 1),
        "a.b": STRINGS,
        "spans": LISTS,
        "entities": LISTS,
        "tokens": LISTS,
        "metadata": st.just({"k": "v"}),
    },
)


def step_by_step(reader: RecordReader, line: str, number: int) -> Any:
    try:
        return reader.article(decode_value(line, PATH, number), line, number)
    except InputError as error:
        return str(error)


def at_once(reader: RecordReader, line: str, number: int) -> Any:
    try:
        found = reader.usual_article(line.encode("utf-8", "surrogatepass"), number)
    except InputError as error:
        return str(error)
    return found or step_by_step(reader, line, number)


@settings(max_examples=500, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=4))
@example(
    [{"text": TEXT, "spans": [{"start": 0, "end": 3, "label": "actor"}]}, {"text": TEXT, "spans": "لا شيء"}]
)
@example([{"text": "مَدِينَةٌ", "spans": [{"start": 3, "end": 5, "label": "actor"}]}] * 2)
def test_the_articles_of_a_file_are_the_same(records: list[dict[str, Any]]) -> None:
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    quick, slow = RecordReader(PATH, JsonOptions()), RecordReader(PATH, JsonOptions())
    for number, line in enumerate(lines, 1):
        assert at_once(quick, line, number) == step_by_step(slow, line, number)


def test_the_usual_is_read_at_once() -> None:
    """So that the other tests are about anything at all."""
    spans = [{"start": 0, "end": 3, "label": "actor", "annotator": "huda", "text": TEXT[:3]}]
    record = {"id": "NEWS-17", "text": TEXT, "date": "2026-03-01", "section": "محلي", "spans": spans}
    found = RecordReader(PATH, JsonOptions()).usual_article(
        json.dumps(record, ensure_ascii=False).encode(), 1
    )
    assert found is not None
    assert (len(found.spans), found.metadata) == (1, {"section": "محلي"})


def test_a_field_that_is_there_twice_is_not_usual() -> None:
    reader = RecordReader(PATH, JsonOptions())
    line = '{"id": "a", "id": "b", "text": "خبر"}'
    assert reader.usual_article(line.encode(), 1) is None
    assert "twice" in step_by_step(reader, line, 1)
    line = '{"text": "خبر", "spans": [{"start": 0, "end": 1, "end": 2, "label": "actor"}]}'
    assert reader.usual_article(line.encode(), 1) is None
    assert "twice" in step_by_step(reader, line, 1)
