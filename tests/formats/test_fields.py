"""The option --fields."""

from __future__ import annotations

import pytest

from annotator.errors import UsageError
from annotator.formats.fields import parse_fields

ALLOWED = ("text", "spans", "label")


def test_pairs_are_read_with_blanks_and_dots() -> None:
    assert parse_fields("text=content, spans = annotation.entities", ALLOWED) == {
        "text": "content",
        "spans": "annotation.entities",
    }
    assert parse_fields("label=a=b", ALLOWED) == {"label": "a=b"}
    assert parse_fields("", ALLOWED) == {}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("content", "--fields has 'content', which is no pair: write --fields NAME=FIELD"),
        ("text=", "--fields has 'text=', which is no pair"),
        ("text=a,,label=b", "--fields has '', which is no pair"),
        ("body=a", "--fields can't say 'body'; it can say text, spans, label"),
        ("text=a,text=b", "--fields says text twice, a and b; leave one out"),
    ],
)
def test_what_is_no_pair_is_told(value: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_fields(value, ALLOWED)
