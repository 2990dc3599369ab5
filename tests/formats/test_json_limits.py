"""JSON with exactly as much as a limit is read; JSON with one more is refused with its line, and with what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator import limits
from annotator.formats import find, read_found
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = '{"text": "قال المتحدث", "answer": "accept", "label": []}'


def read(tmp_path: Path, format_: str, content: str) -> list[Incoming | Refusal]:
    path = tmp_path / "a.jsonl"
    path.write_text(content, encoding="utf-8")
    return list(read_found(find([path], format=format_)))


def fields(more: str) -> str:
    return f'{GOOD[:-1]}, "more": {more}}}'


def nested(levels: int) -> str:
    return fields("[" * (levels - 1) + "]" * (levels - 1))


def named(length: int) -> str:
    return fields(f'{{"{"n" * length}": 1}}')


def digits(length: int) -> str:
    return fields("9" * length)


@pytest.mark.parametrize("format_", ["jsonl", "doccano", "prodigy"])
@pytest.mark.parametrize(
    ("limit", "make", "told"),
    [
        (
            limits.DEPTH,
            nested,
            "has 101 levels of objects and lists, JSON may have 100; mend or remove this line.",
        ),
        (
            limits.FIELD_NAME,
            named,
            "has 1,001 characters in the name of a field, JSON may have 1,000; shorten it.",
        ),
        (
            limits.DIGITS,
            digits,
            "has 1,001 digits in one number, JSON may have 1,000; shorten it, or write it as a string.",
        ),
    ],
    ids=["depth", "name", "digits"],
)
def test_json_may_have_so_much(
    format_: str, limit: limits.Limit, make: Callable[[int], str], told: str, tmp_path: Path
) -> None:
    first, second = read(tmp_path, format_, f"{make(limit.most)}\n{make(limit.most + 1)}\n")

    assert isinstance(first, Incoming)
    assert isinstance(second, Refusal)
    assert (second.line, second.reason) == (2, told)


def test_a_deep_document_is_refused_with_its_depth(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "json", "\n" + nested(100_000))

    assert isinstance(found, Refusal)
    assert found.line == 2
    assert found.reason.startswith("has 100,000 levels of objects and lists, JSON may have 100;")


@pytest.mark.parametrize("number", ["1e400", "9" * 100_000, "-" + "9" * 4_301, "NaN"])
@pytest.mark.parametrize("format_", ["jsonl", "json", "doccano", "prodigy"])
def test_a_number_that_no_computer_has_is_refused_in_words(number: str, format_: str, tmp_path: Path) -> None:
    key = "label" if format_ == "doccano" else "spans"
    line = (
        f'{{"text": "قال", "answer": "accept", "{key}": [{{"start": {number}, "end": 2, "label": "actor"}}]}}'
    )

    (found,) = read(tmp_path, format_, line)

    assert isinstance(found, Refusal)
    assert found.line == 1
    assert found.reason.startswith(("is not valid JSON: ", "has "))


def test_two_large_numbers_make_no_offset_that_can_not_be_written(tmp_path: Path) -> None:
    nines = "9" * limits.DIGITS.most
    spans = f'[{{"start": {nines}, "length": {nines}, "label": "actor"}}]'

    (found,) = read(tmp_path, "jsonl", f'{{"text": "قال", "spans": {spans}}}')

    assert isinstance(found, Refusal)
    assert "is outside the text" in found.reason


def test_a_span_may_have_so_many_fields(tmp_path: Path) -> None:
    def spans(count: int) -> str:
        more = {f"f{number}": 1 for number in range(count - 3)}
        return json.dumps({"text": "abc", "spans": [{"start": 0, "end": 2, "label": "actor", **more}]})

    most = limits.SPAN_FIELDS.most
    first, second = read(tmp_path, "jsonl", f"{spans(most)}\n{spans(most + 1)}\n")

    assert isinstance(first, Incoming)
    assert isinstance(second, Refusal)
    assert (
        second.reason
        == "a span in spans has more than 1,000 fields, its start, end and label too; leave some out."
    )


def test_long_names_around_many_fields_take_no_memory(tmp_path: Path) -> None:
    inner = {f"k{number}": [[0, 1, "actor"]] for number in range(2_000)}
    line = json.dumps({"text": "abc", "K" * 1_000: {"L" * 1_000: inner}})

    (found,) = read(tmp_path, "prodigy", line)

    assert isinstance(found, Incoming)
    assert sum(found.lost.values()) == 2_000
    assert max(map(len, found.lost)) < 200


def test_spans_within_a_field_whose_path_is_long_are_told_and_not_read(tmp_path: Path) -> None:
    line = json.dumps({"text": "abc", "K" * 400: {"spans": [[0, 1, "actor"]]}})

    (found,) = read(tmp_path, "jsonl", line)

    assert isinstance(found, Incoming)
    assert (found.spans, sum(found.lost.values())) == ((), 1)
