from __future__ import annotations

import io
import json
import tracemalloc
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import OutputError
from annotator.formats import writer
from annotator.formats.base import Reading
from annotator.formats.jsonl import Jsonl
from annotator.formats.losses import Losses
from annotator.model import Choice, Incoming, IncomingSpan, Record, RecordSpan, Source
from tests.formats.cases import WRITING
from tests.formats.tools import put, read, read_one, refused_one

if TYPE_CHECKING:
    from pathlib import Path

SCALARS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXTS = st.text(SCALARS, min_size=1).filter(lambda text: not text.isspace())
LINES = st.text(SCALARS, max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LINES, inner, max_size=3),
    max_leaves=5,
)
KNOWN = {"id", "text", "title", "date", "source", "url"}


def record(text: str, *spans: RecordSpan, **fields: Any) -> Record:
    known: dict[str, Any] = {
        "id": "a-1",
        "title": "عنوان",
        "date": None,
        "source": None,
        "url": None,
        "metadata": {},
    }
    return Record(
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        offset_unit="codepoint",
        annotators=sorted({name for span in spans for name in span.annotators}),
        spans=list(spans),
        **{**known, **fields},
    )


def span(text: str, start: int, end: int, label: str = "actor", **fields: Any) -> RecordSpan:
    known: dict[str, Any] = {
        "id": f"s-{start}-{end}",
        "text": text[start:end],
        "attributes": {},
        "annotator": "هدى",
        "created": datetime(2026, 1, 2, 3, 4, 5, 678000, UTC),
        "source": None,
        "annotators": ["هدى"],
        "adjudicator": None,
        "decision": None,
        "note": "",
    }
    return RecordSpan(start=start, end=end, label=label, **{**known, **fields})


def written(*records: Record) -> bytes:
    out = io.BytesIO()
    assert writer("jsonl").write(records, out, WRITING, Losses()) == len(records)
    return out.getvalue()


def test_a_record_has_exactly_the_fields_of_the_export_in_their_order() -> None:
    text = "قال 🚑 لواء الضفة."
    line = written(record(text, span(text, 6, 16, attributes={"sure": "no"})))
    found = json.loads(line)
    assert list(found) == (
        "id text sha256 title date source url metadata offset_unit annotators spans".split()  # noqa: SIM905
    )
    assert found == {
        "id": "a-1",
        "text": text,
        "sha256": sha256(text.encode()).hexdigest(),
        "title": "عنوان",
        "date": None,
        "source": None,
        "url": None,
        "metadata": {},
        "offset_unit": "codepoint",
        "annotators": ["هدى"],
        "spans": [
            {
                "id": "s-6-16",
                "start": 6,
                "end": 16,
                "label": "actor",
                "text": "لواء الضفة",
                "attributes": {"sure": "no"},
                "annotator": "هدى",
                "created": "2026-01-02T03:04:05.678000Z",
                "source": None,
                "annotators": ["هدى"],
                "adjudicator": None,
                "decision": None,
                "note": "",
            }
        ],
    }
    assert "لواء الضفة".encode() in line, "Arabic is written as it is, not as escapes"


def test_gold_says_in_words_where_a_span_comes_from() -> None:
    decided = span(
        "قال",
        0,
        3,
        annotator=None,
        source=Source.DECIDED,
        annotators=["سليم", "هدى"],
        adjudicator="مريم",
        decision=Choice.SEVERAL,
        note="كلاهما",
    )
    (found,) = json.loads(written(record("قال", decided)))["spans"]
    assert list(found.items())[6:] == [
        ("annotator", None),
        ("created", "2026-01-02T03:04:05.678000Z"),
        ("source", "decided"),
        ("annotators", ["سليم", "هدى"]),
        ("adjudicator", "مريم"),
        ("decision", "several"),
        ("note", "كلاهما"),
    ]


def test_each_article_is_one_line_whatever_is_in_it() -> None:
    texts = ["a\nb\r\nc", "a\u2028b\u2029c\x85d\x0be", "\x1b[31m"]
    assert written(*(record(text) for text in texts)).count(b"\n") == 3


def test_spans_are_sorted_by_start_then_longest_first() -> None:
    text = "0123456789"
    ranges = [(3, 5), (0, 2), (3, 9), (0, 10), (3, 4), (9, 10)]
    found = json.loads(written(record(text, *(span(text, *place) for place in ranges))))
    assert [(entry["start"], entry["end"]) for entry in found["spans"]] == [
        (0, 10), (0, 2), (3, 9), (3, 5), (3, 4), (9, 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "text"), [(0, 2, "xx"), (0, 5, "abcd"), (-2, 4, ""), (1, 1, ""), (3, 9, "d")]
)
def test_a_span_that_is_not_the_text_there_is_never_written(start: int, end: int, text: str) -> None:
    for annotator, whose in (("هدى", "هدى"), (None, "the gold")):
        bad = span("abcd", 0, 1, id="s", annotator=annotator)
        bad = msgspec.structs.replace(bad, start=start, end=end, text=text)
        out = io.BytesIO()
        with pytest.raises(OutputError, match=f"article 'a-1': the span s of {whose} at"):
            Jsonl().write([record("good"), record("abcd", bad)], out, WRITING, Losses())
        assert out.getvalue().count(b"\n") == 1


@given(
    TEXTS, LINES, VALUES, st.dictionaries(LINES.filter(lambda name: name not in KNOWN), VALUES, max_size=3)
)
def test_what_is_written_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, text: str, title: str, value: object, metadata: dict[str, Any]
) -> None:
    given = record(text, span(text, 0, 1), title=title, metadata={**metadata, "more": value})
    line = written(given)
    assert msgspec.json.decode(line, type=Record) == given
    plain = json.loads(line)
    assert plain["text"] == text
    assert plain["text"][plain["spans"][0]["start"] : plain["spans"][0]["end"]] == plain["spans"][0]["text"]
    path = put(tmp_path_factory.mktemp("jsonl"), "a.jsonl", line)
    assert read_one(path, kind="jsonl") == Incoming(
        path=path,
        line=1,
        text=text,
        id="a-1",
        title=title,
        metadata={**metadata, "more": value},
        spans=(
            IncomingSpan(
                start=0, end=1, label="actor", annotator="هدى", id="s-0-1", created=given.spans[0].created
            ),
        ),
    )


def test_plain_json_of_python_is_read_the_same(tmp_path: Path) -> None:
    text = "سطر\u2028وسطر 🚑\n"
    for ascii_only in (True, False):
        path = put(tmp_path, "a.jsonl", json.dumps({"text": text}, ensure_ascii=ascii_only))
        assert read_one(path).text == text


def test_a_line_ends_only_at_a_line_feed(tmp_path: Path) -> None:
    good, refused = read(put(tmp_path, "a.jsonl", '{"text":\r"a\u2028b\x85c"}\r\n\r\n{"text":"d"}\r\n'))
    assert [(entry.text, entry.line) for entry in good] == [("a\u2028b\x85c", 1), ("d", 3)]
    assert not refused


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            '{"text": "open',
            "is not valid JSON: JSON is malformed: invalid character (byte 14); mend or remove this line",
        ),
        ('{"text": "a"} {"text": "b"}', "is not valid JSON: JSON is malformed: trailing characters"),
        ('{"text": NaN}', "is not valid JSON"),
        ('{"text": "\\ud800"}', r"is not valid JSON: \ud800 is half of a character"),
        ('{"text": "a", "id": "1", "text": "b"}', "has the field 'text' twice in one object; remove one"),
        ('{"text": "a", "spans": [{"label": "b", "label": "c"}]}', "has the field 'label' twice in one"),
        ("[" * 100_000, "has 100,000 levels of objects and lists, JSON may have 100"),
        ('["text"]', "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ('{"body": "a", "id": "b"}', 'has no field "text"; its fields are: body, id'),
        ("{}", 'has no field "text"; its fields are: none'),
        ('{"text": null}', "text is null; it must be a string"),
        ('{"text": 5}', "text is a number; it must be a string"),
        ('{"text": ["a"]}', "text is a list; it must be a string"),
        ('{"text": ""}', "the text is empty"),
        ('{"text": " \\n"}', "the text is only white space"),
        ('{"text": "ab\\u0000c"}', "the text has a NUL at offset 2"),
        ('{"text": "a", "title": "b\\u0000"}', "title has a NUL at offset 1"),
        ('{"text": "a", "id": 1.5}', "id is a number; it must be a string or a whole number"),
        ('{"text": "a", "id": true}', "id is true or false; it must be"),
        ('{"text": "a", "id": ""}', "id is empty or has control characters"),
        ('{"text": "a", "id": "b\\n"}', "id is empty or has control characters"),
        ('{"text": "a", "date": 2026}', "date is a number; it must be a string or null"),
        ('{"text": "a", "source": {"name": "b"}}', "source is an object; it must be a string or null"),
        ('{"text": "a", "url": false}', "url is true or false; it must be a string or null"),
        (
            '{"text": "a", "desk": 1, "metadata": {"desk": 2}}',
            "has 'desk' both as a field and in its metadata",
        ),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_stops_nothing(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = put(tmp_path, "a.jsonl", f'{{"text": "قبل"}}\n\n{line}\n{{"text": "بعد"}}\n')
    good, (refusal,) = read(path)
    assert [entry.text for entry in good] == ["قبل", "بعد"]
    assert refusal.reason.startswith(reason)
    assert refusal.line == 3
    assert str(refusal).startswith(f"{path}, line 3: ")


def test_a_line_of_other_bytes_stops_nothing(tmp_path: Path) -> None:
    data = b'{"text": "a"}\n{"text": "' + "قصف".encode("cp1256") + b'"}\n{"text": "b"}'
    good, (refusal,) = read(put(tmp_path, "a.jsonl", data))
    assert [entry.text for entry in good] == ["a", "b"]
    assert refusal.line == 2
    assert "is not UTF-8: byte 0xDE at character 11" in refusal.reason


def test_broken_utf_16_is_told_where_it_begins(tmp_path: Path) -> None:
    data = '{"text": "a"}\n{"text": "b"}\n'.encode("utf-16-le") + b"\x00\xd8\x00"
    _, (refusal,) = read(put(tmp_path, "a.jsonl", data), encoding="utf-16-le")
    assert "is not UTF-16-LE from here on, so the rest was not read" in refusal.reason


def test_other_fields_are_metadata(tmp_path: Path) -> None:
    line = '{"text": "a", "spans": [1], "sha256": "x", "metadata": {"desk": 4}, "tags": ["b", null, 1.5]}'
    found = read_one(put(tmp_path, "a.jsonl", line))
    assert found.metadata == {"spans": [1], "sha256": "x", "desk": 4, "tags": ["b", None, 1.5]}
    assert not found.spans
    found = read_one(put(tmp_path, "a.jsonl", '{"text": "a", "metadata": [1]}'))
    assert found.metadata == {"metadata": [1]}


def test_what_another_program_added_to_an_export_is_told(tmp_path: Path) -> None:
    text = "وصل وفد المجلس."
    line = json.loads(written(record(text, span(text, 4, 14))))
    line["spans"][0] |= {"score": 0.5, "checked": True}
    line["predictions"] = [{"start": 0, "end": 3, "label": "claim"}]
    found = read_one(put(tmp_path, "in.jsonl", json.dumps(line)))
    assert found.spans[0].score == "0.5"
    assert found.metadata == {"predictions": line["predictions"]}
    assert found.lost == {
        "fields 'checked' of spans": 1,
        "things in predictions that look like spans": 1,
    }


def test_a_text_that_was_changed_after_its_export_is_refused(tmp_path: Path) -> None:
    line = written(record("نص كامل")).replace("كامل".encode(), "ناقص".encode())
    assert refused_one(put(tmp_path, "a.jsonl", line)).reason == (
        "the text was changed after it was exported: its sha256 is another one."
    )


@pytest.mark.parametrize("text", [" ", "\n", ""])
def test_a_text_that_is_blank_is_refused_once(tmp_path: Path, text: str) -> None:
    refusal = refused_one(put(tmp_path, "a.jsonl", json.dumps({"text": text})))
    assert refusal.line == 1
    assert "the text is" in refusal.reason


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "a"}\n{"text": "')
        for _ in range(25):
            file.write(b"b" * 1024 * 1024)
        file.write(b'"}\n{"text": "c"}\n')
    good, (refusal,) = read(path)
    assert [entry.text for entry in good] == ["a", "c"]
    assert (
        str(refusal) == f"{path}, line 2: the line is larger than 20 MB, too large for one article; split it."
    )


def test_a_large_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = json.dumps({"text": "قصف " * 25_000}, ensure_ascii=False).encode() + b"\n"
    with path.open("wb") as file:
        for _ in range(300):
            file.write(line)
    assert path.stat().st_size > 50_000_000
    tracemalloc.start()
    try:
        count = sum(1 for _ in Jsonl().read(path, Reading()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 300
    assert peak < 10 * len(line), "the file is held in memory"


def test_a_file_of_something_else_is_given_up(tmp_path: Path) -> None:
    good, refused = read(put(tmp_path, "a.jsonl", "no json\n" * 5000))
    assert not good
    assert len(refused) == 101
    assert (
        refused[-1].reason == "none of the first 100 records is good, so the rest of the file was not read."
    )
    assert refused[-1].line == 101


def test_a_file_with_one_good_line_among_many_bad_ones_is_read_to_the_end(tmp_path: Path) -> None:
    good, refused = read(
        put(tmp_path, "a.jsonl", "no\n" * 50 + '{"text": "a"}\n' + "no\n" * 500 + '{"text": "b"}')
    )
    assert [entry.text for entry in good] == ["a", "b"]
    assert len(refused) == 550
