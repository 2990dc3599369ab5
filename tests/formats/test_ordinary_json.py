"""JSON that is said to be ordinary has no field twice and nothing beyond a limit, however it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import limits
from annotator.errors import InputError
from annotator.formats import json_objects
from annotator.formats.ordinary_json import is_ordinary

PATH = Path("أخبار.jsonl")
STRINGS = st.sampled_from(["", "a", "خبر", 'قال: "نعم"', '"', "\\", '\\"', "a\nb", "{[", "\\u0022"])
NUMBERS = st.sampled_from([0, -7, 10**15, 10**40, 0.5, 1e300])
VALUES = st.recursive(
    STRINGS | NUMBERS | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(STRINGS, inner), max_size=4).map(tuple),
    max_leaves=12,
)
"""An object is a tuple of its fields, so that one may be there twice."""


def written(value: Any, spelled: bool) -> str:
    """Return a value as JSON; where it is `spelled`, a quote in a string is an escape with its number."""
    if isinstance(value, tuple):
        return "{" + ", ".join(f"{written(k, spelled)}: {written(v, spelled)}" for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(one, spelled) for one in value) + "]"
    text = json.dumps(value, ensure_ascii=False)
    if spelled and isinstance(value, str):
        text = f'"{json.dumps(value)[1:-1].replace(chr(92) + chr(34), chr(92) + "u0022")}"'
    return text


def has_twice(value: Any) -> bool:
    if isinstance(value, tuple):
        names = [name for name, _ in value]
        return len(set(names)) < len(names) or any(has_twice(one) for _, one in value)
    return isinstance(value, list) and any(map(has_twice, value))


@settings(max_examples=500)
@given(VALUES, st.booleans())
def test_only_what_has_no_field_twice_is_ordinary(value: Any, spelled: bool) -> None:
    raw = written(value, spelled)
    if has_twice(value):
        assert not is_ordinary(msgspec.json.decode(raw), raw)
        with pytest.raises(InputError, match="twice"):
            json_objects.decode_value(raw, PATH, 1)
    else:
        assert is_ordinary(msgspec.json.decode(raw), raw) or "\\u0022" in raw
        assert json_objects.decode_value(raw, PATH, 1) == msgspec.json.decode(raw)


def test_an_escape_can_not_make_up_for_a_field_that_is_there_twice() -> None:
    raw = '{"a": 1, "a": 2, "b": "\\u0022\\u0022"}'
    assert raw.count('"') == 6 + 2 == 2 * 3 + 2
    assert not is_ordinary(msgspec.json.decode(raw), raw)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ("[" * (limits.DEPTH.most + 1) + "]" * (limits.DEPTH.most + 1), "levels"),
        ('{"a":' * (limits.DEPTH.most + 1) + "1" + "}" * (limits.DEPTH.most + 1), "levels"),
        ("1" * (limits.DIGITS.most + 1), "digits"),
        ("[0." + "3" * limits.DIGITS.most + "]", "digits"),
        ('{"' + "a" * (limits.FIELD_NAME.most + 1) + '": 1}', "characters in the name"),
    ],
)
def test_what_is_beyond_a_limit_is_not_ordinary(raw: str, what: str) -> None:
    assert not is_ordinary(msgspec.json.decode(raw), raw)
    with pytest.raises(InputError, match=what):
        json_objects.decode_value(raw, PATH, 1)


@pytest.mark.parametrize(
    "raw",
    [
        "[" * limits.DEPTH.most + "]" * limits.DEPTH.most,
        "[" * (limits.DEPTH.most - 1) + "1" + "]" * (limits.DEPTH.most - 1),
        '{"' + "a" * limits.FIELD_NAME.most + '": 1}',
        "[0.1234567890123456789, 12345678901234567890]",
    ],
)
def test_what_is_within_the_limits_is(raw: str) -> None:
    assert is_ordinary(msgspec.json.decode(raw), raw)
