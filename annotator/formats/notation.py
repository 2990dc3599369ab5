"""Notations of tags: where the letter of a tag stands, what separates it from the label, and what stands for no span."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Literal

from annotator.errors import UsageError
from annotator.formats.tags import OUTSIDE, Run, Tag
from annotator.limits import OFFSET
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


SINGLE_LABEL = "span"
"""The label of tags that are a letter alone."""

ENOUGH = 0.9
"""The share of the tags of a file, those for no span left out, that a notation other than B-label has to read."""

_SEPARATORS = "-_:./|+=~@#"
_NO_SPAN = (
    ("O", "o"),
    ("Other", "OTHER", "other"),
    ("Outside", "OUTSIDE", "outside", "Out", "OUT", "out"),
    ("None", "NONE", "none", "Null", "NULL", "null"),
    ("0",),
)
"""What stands for no span. Where a file has one of a row, those of later rows are labels."""

_EMPTY = ("_", "-", "*")
"""What stands for no span where it is certain that a column has tags."""

_BRACKETS = re.compile(r"(?:\([^\s()*|]+|\*|\))+")
_BRACKET = re.compile(r"\([^()*]+|\)")
_LIKE_A_TAG = re.compile(r"[BIESLUMW]-.*|-[BIESLUMW]?|.*[()].*")


class Notation(Struct, frozen=True, kw_only=True):
    """How the tags of a file are written.

    `kind` is "letters" for a letter and a label, "alone" for a letter without one, "bare" for a label without a letter,
    and "brackets" for the form of CoNLL-2012: ``(label)``, ``(label*``, ``*``, ``*)``. `no_span` stands for no span.
    """

    kind: Literal["letters", "alone", "bare", "brackets"] = "letters"
    separator: str = "-"
    suffix: bool = False
    any_case: bool = False
    no_span: frozenset[str] = frozenset("O")

    def parse(self, text: str) -> Tag | None:
        """Return the tag that `text` is, None where it is none. The first separator counts, in a suffix the last.

        A bare label has the letter I; brackets have the letter "(" and are all of the label.
        """
        if text in self.no_span:
            return OUTSIDE
        match self.kind:
            case "bare":
                return None if not text or _LIKE_A_TAG.fullmatch(text) else Tag("I", text)
            case "brackets":
                return Tag("(", text) if _BRACKETS.fullmatch(text) else None
            case "alone":
                return Tag(text, SINGLE_LABEL) if len(text) == 1 and text in "BIESLUMW" else None
        found = _pattern(self.separator, self.suffix, self.any_case).fullmatch(text)
        return Tag(found["letter"].upper(), found["label"]) if found else None

    def notes(self, values: Iterable[str]) -> Iterator[str]:
        """Yield sentences on what is not plain about the notation; `values` are the tags of a file."""
        found = sorted(values)
        spans = [value for value in found if value not in self.no_span]
        if self.kind == "bare":
            yield "labels without B- or I- were read: words next to each other with the same label are one span"
        elif self.kind == "alone":
            yield f"tags without a label, such as {spans[0]!r}, were read with the label {SINGLE_LABEL!r}"
        elif self.kind == "letters" and (self.separator != "-" or self.suffix):
            yield from _read_as(self, spans[:1])
        elif self.kind == "letters" and self.any_case:
            yield from _read_as(self, [value for value in spans if not value[0].isupper()][:1])
        for value in found:
            if value in self.no_span and value != "O" and self.kind != "brackets":
                yield f"{value!r} was read as no span"


@cache
def _pattern(separator: str, suffix: bool, any_case: bool) -> re.Pattern[str]:
    letter, label = "(?P<letter>[BIESLUMW])", r"(?P<label>\S(?:[^\t\n]*\S)?)"
    parts = (label, letter) if suffix else (letter, label)
    return re.compile(re.escape(separator).join(parts), re.IGNORECASE if any_case else 0)


def _read_as(notation: Notation, values: Iterable[str]) -> Iterator[str]:
    for value in values:
        if (tag := notation.parse(value)) is not None:
            yield f"tags such as {value!r} were read as {f'{tag.letter}-{tag.label}'!r}"


STANDARD = Notation()
"""B-label, I-label and O, with the letters of all schemes."""


def find_notation(
    values: Mapping[str, int], *, certain: bool, empty: bool = False
) -> Notation | Literal["numbers"] | None:
    """Return the notation of tags, given how often each occurs; "numbers" where they are, and None where they are no tags.

    With `certain` they are known to be tags, so that labels without letters need nothing beside them that stands for no
    span. With `empty` a dash, an underscore or an asterisk may stand for that. Of notations that read all tags, or else `ENOUGH` of them, the first counts.
    """
    if not values:
        return None
    if all(value.isascii() and value.isdigit() and len(value) <= OFFSET.most for value in values):
        return "numbers"
    no_span = _no_span(values, empty=certain or empty)
    spans = {value: count for value, count in values.items() if value not in no_span}
    if not spans:
        return Notation(no_span=no_span) if no_span & values.keys() else None
    total = sum(spans.values())
    standard = Notation(no_span=no_span | {"O"})
    read = _read(standard, spans)
    if read == total:
        return standard
    for candidate in _others(no_span | _UNSEEN if no_span.isdisjoint(values) else no_span):
        if _read(candidate, spans) >= ENOUGH * total and _is_scheme(candidate, spans):
            return candidate if read < ENOUGH * total else standard
    if read >= 0.5 * total:
        return standard
    brackets = Notation(kind="brackets", no_span=frozenset(("*", *_EMPTY)))
    if any("(" in value for value in spans) and _read(brackets, values) >= ENOUGH * sum(values.values()):
        return brackets
    bare = Notation(kind="bare", no_span=no_span)
    if (certain or no_span & values.keys()) and _read(bare, spans):
        return bare
    return standard if no_span & values.keys() else None


def parse_tag_names(value: str) -> tuple[str, ...]:
    """Return the names of ``O,B-actor,I-actor``: that of tag 0, of tag 1 and so on. Raises UsageError."""
    names = tuple(name.strip() for name in value.split(",")) if value else ()
    if not all(names):
        raise UsageError(
            f"--tag-names {value} has an empty name: write the name of each tag, as in O,B-actor,I-actor."
        )
    return names


def decode_brackets(tags: Sequence[Tag]) -> tuple[list[Run], list[tuple[int, str]]]:
    """Return the runs of a column of brackets, and the tokens with brackets that have no partner, each with the first reason."""
    runs: list[Run] = []
    wrong: dict[int, str] = {}
    opened: list[tuple[int, str]] = []
    for token, tag in enumerate(tags):
        for bracket in _BRACKET.findall(tag.label):
            if bracket != ")":
                opened.append((token, bracket[1:]))
            elif opened:
                first, label = opened.pop()
                runs.append(Run(first, token + 1, label))
            else:
                wrong.setdefault(token, "closes a bracket that is not open")
    for token, label in opened:
        wrong.setdefault(token, f"opens a bracket of {label!r} that the sentence does not close")
    return sorted(runs), sorted(wrong.items())


_UNSEEN = frozenset(("O", "o"))
"""What stands for no span in a file of which only lines that begin with # have it: these are not among the values."""


def _no_span(values: Mapping[str, int], *, empty: bool) -> frozenset[str]:
    for row in _NO_SPAN:
        if any(value in values for value in row):
            return frozenset((*row, *_EMPTY)) if empty else frozenset(row)
    return frozenset(_EMPTY) if empty else frozenset()


def _others(no_span: frozenset[str]) -> Iterator[Notation]:
    yield Notation(kind="alone", no_span=no_span)
    for suffix, separator, any_case in product((False, True), _SEPARATORS, (False, True)):
        yield Notation(separator=separator, suffix=suffix, any_case=any_case, no_span=no_span)


def _read(notation: Notation, values: Mapping[str, int]) -> int:
    return sum(count for value, count in values.items() if notation.parse(value) is not None)


def _is_scheme(notation: Notation, values: Iterable[str]) -> bool:
    """Return whether the letters can be those of a tagging scheme: a first or inner word among them, or only last and single ones."""
    letters = {tag.letter for value in values if (tag := notation.parse(value)) is not None}
    return bool(letters & {"B", "I"}) or letters <= {"S", "U", "W", "E"}
