"""The spans of one record, with what their offsets count, checked against the texts that the spans have."""

from __future__ import annotations

import re
from operator import eq
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from annotator.formats.incoming_spans import surface_at
from annotator.formats.offsets import UNIT_NAMES, Unit, to_code_points

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from annotator.formats.incoming_spans import SpanCollector

_SPACE = re.compile(r"\s+")
NOT_ALIKE = re.compile(
    "[^\n\t\x20-\x7e\xa1-\xac\xae-\xff\u060c\u061b\u061f\u0621-\u063a\u0641-\u064a\u0660-\u066d\u0671-\u06d3\u2010-\u2027]"
)
"""A character that can make a difference between units: it is two of UTF-16, or may be part of a grapheme with others."""
WIDE = re.compile("[\U00010000-\U0010ffff]")
"""A character that is two of UTF-16."""

_SHOWN = 40

UNITS: tuple[Unit, ...] = get_args(Unit)


class Mark(NamedTuple):
    """A span as the file has it: the end exclusive if the file's ends are; `surface` is its text, None where it has none."""

    name: str
    start: object
    end: object
    surface: str | None


class Counting(NamedTuple):
    """What offsets count, and whether ends are those of the last character.

    `is_sure` is false where nothing says that offsets are not UTF-16 units, which would be other places in the text.
    """

    unit: Unit
    inclusive: bool
    is_sure: bool = True


def counting(
    text: str, marks: Sequence[Mark], given: str, *, inclusive: bool, spans: SpanCollector
) -> Counting:
    """Return what the offsets of `marks` count: `given`, or for "auto" the first unit in which all fit their own texts.

    Without such texts these are code points. Raises InputError where a span has another text than the article there, and
    where the texts fit in two units at different places, with the option that settles it, if one does.
    """
    said = [mark for mark in marks if mark.surface is not None]
    units = UNITS if given == "auto" else tuple(unit for unit in UNITS if unit == given)
    unsure = units if NOT_ALIKE.search(text) else units[:1]
    for equal in (eq, same):
        fitting = [unit for unit in unsure if not any(_wrong(text, said, Counting(unit, inclusive), equal))]
        if fitting:
            first, *others = fitting
            if not said:
                others = [unit for unit in others if unit == "utf-16"]
            places = _places(text, marks, first) if others else []
            elsewhere = [unit for unit in others if _places(text, marks, unit) != places]
            if said and elsewhere:
                raise spans.bad(
                    f"the texts of its spans fit offsets that count {UNIT_NAMES[first]} and, at other places, "
                    f"{UNIT_NAMES[elsewhere[0]]}: say --offsets {first} or --offsets {elsewhere[0]}"
                )
            return Counting(first, inclusive, is_sure="utf-16" not in elsewhere)
    tried = Counting(units[0], inclusive)
    mark, there = next(_wrong(text, said, tried))
    raise spans.bad(
        f"{mark.name} has the text {_short(mark.surface or '')}, and at [{mark.start}, {mark.end}) the article has "
        f"{_short(there)}; {_advice(text, said, tried)}"
    )


def _advice(text: str, said: Sequence[Mark], tried: Counting) -> str:
    for unit in UNITS:
        if unit != tried.unit and not any(_wrong(text, said, Counting(unit, tried.inclusive))):
            return f"the offsets of this record count {UNIT_NAMES[unit]}: say --offsets {unit}"
    for unit in UNITS:
        if not any(_wrong(text, said, Counting(unit, not tried.inclusive))):
            ends = "exclusive" if tried.inclusive else "inclusive"
            what = (
                "the offset after the last character"
                if tried.inclusive
                else "the offset of the last character"
            )
            also = f" --offsets {unit}" if unit != tried.unit else ""
            return f"its end is {what}, as are all in this record: say --ends {ends}{also}"
    return "mend its start and end, or say with --offsets what they count or with --fields what they are"


def _wrong(
    text: str, marks: Sequence[Mark], how: Counting, equal: Callable[[str, str], bool] | None = None
) -> Iterator[tuple[Mark, str]]:
    """Yield the marks that have another text than the article, with that of the article; `equal` says what is the same."""
    if not marks:
        return
    convert = to_code_points(text, how.unit)
    for mark in marks:
        try:
            start, end = _offset(convert, mark.start), _offset(convert, mark.end, how.inclusive)
            there = surface_at(text, start, end, mark.surface)
        except TypeError:
            continue  # no whole number, which is told when it is added
        except ValueError:
            there = ""
        if not (equal or same)(there, mark.surface or ""):
            yield mark, there


def _places(text: str, marks: Sequence[Mark], unit: Unit) -> list[int | None]:
    """Return the starts and ends of the marks in code points, None for what is no offset of the text."""
    convert = to_code_points(text, unit)
    found: list[int | None] = []
    for value in (value for mark in marks for value in (mark.start, mark.end)):
        try:
            found.append(_offset(convert, value))
        except (TypeError, ValueError):
            found.append(None)
    return found


def alike(text: str, marks: Sequence[Mark], unit: Unit, units: Collection[Unit]) -> frozenset[Unit]:
    """Return those of the `units` in which the marks are at the same places of the text as in `unit`."""
    if not NOT_ALIKE.search(text):
        return frozenset(units)
    there = _places(text, marks, unit)
    return frozenset(one for one in units if one == unit or _places(text, marks, one) == there)


def _offset(convert: Callable[[int], int], value: object, more: int = 0) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return convert(value + more)


def same(one: str, other: str) -> bool:
    """Return whether two texts are equal but for which white space it is."""
    return _SPACE.sub(" ", one) == _SPACE.sub(" ", other)


def _short(text: str) -> str:
    return f"«{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}»" if text else "nothing"


def exclusive(end: Any, how: Counting) -> Any:
    """Return the end of a span as the offset after it."""
    return end + 1 if how.inclusive and isinstance(end, int) and not isinstance(end, bool) else end
