from __future__ import annotations

from typing import Any, Literal

import pytest

from annotator.errors import UsageError
from annotator.formats import every_format
from annotator.formats.base import Format, Options
from annotator.formats.options import all_options, parse_options


class First(Options, frozen=True, kw_only=True):
    HELP = {"tags": "How tags begin.", "size": "How many."}  # noqa: RUF012
    READING = ("size",)

    tags: Literal["io", "bio"] = "bio"
    size: int = 3
    keep_all: bool = False


class Second(Options, frozen=True, kw_only=True):
    tags: Literal["bio", "iobes"] = "iobes"


class One(Format):
    name = "one"
    options = First


class Two(Format):
    name = "two"
    options = Second


def test_each_option_is_offered_once_with_what_every_format_takes() -> None:
    tags, size, keep = all_options([One(), Two()])
    assert (tags.flag, tags.choices, tags.help) == ("--tags", ("io", "bio", "iobes"), "How tags begin.")
    assert tags.defaults == {"one": "bio", "two": "iobes"}
    assert (size.kind, size.choices, size.defaults) == (int, (), {"one": 3})
    assert (keep.flag, keep.kind) == ("--keep-all", bool)
    assert [offer.name for offer in all_options([One(), Two()], reading=True)] == ["size"]


def test_what_was_given_is_taken_and_the_rest_is_as_by_default() -> None:
    assert parse_options(One(), {"tags": "io", "size": None, "keep_all": True}) == First(
        tags="io", keep_all=True
    )
    assert parse_options(Two(), {}) == Second()


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (Two(), {"size": 4}, "--size is no option of the format two; it has --tags"),
        (Two(), {"keep_all": False}, "--keep-all is no option of the format two"),
        (Two(), {"tags": "io"}, "The format two can't be had like that: Invalid enum value 'io'"),
        (One(), {"size": "x"}, "Expected `int`, got `str`"),
    ],
)
def test_what_a_format_does_not_take(kind: Any, given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_options(kind, given)


def test_the_options_of_every_format_have_help_and_defaults() -> None:
    for offer in all_options(every_format()):
        assert offer.help, offer.name
        assert offer.kind in (bool, int, str)
