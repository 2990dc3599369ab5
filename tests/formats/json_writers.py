"""Records as other tools write them: small writers for every shape, name of a field and unit of offsets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import regex
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = ["قوات", "حَلَب", "🚑", "لا", "👨‍👩‍👧", "MX-4", "«نعم»"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=2, max_size=7).map(" ".join)
LABELS = ["actor", "location"]

Span = tuple[int, int, str]


def utf16(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-16-le")) // 2


def graphemes(text: str, offset: int) -> int:
    return len(regex.findall(r"\X", text[:offset]))


UNITS: dict[str, Callable[[str, int], int]] = {
    "code-points": lambda _, offset: offset,
    "utf-16": utf16,
    "graphemes": graphemes,
}
STARTS_ENDS = [
    ("start", "end"), ("begin", "end"), ("start_offset", "end_offset"), ("startOffset", "endOffset"), ("from", "to"),
    ("start_char", "end_char"), ("BeginOffset", "EndOffset"), ("startIndex", "endIndex"),
]  # fmt: skip
LABEL_NAMES = ["label", "tag", "type", "entity_type", "category", "technique", "annotation", "Type"]
SURFACES = ["text", "surface", "value", "span"]
LISTS = ["spans", "entities", "annotations", "labels", "span_annotations", "marks", "annotation.entities"]
TEXT_NAMES = ["text", "content", "document", "sentence"]


def as_object(names: dict[str, str]) -> Callable[[int, int, str, str], Any]:
    def write(start: int, end: int, label: str, surface: str) -> Any:
        return {names["start"]: start, names["end"]: end, names["label"]: label, names["surface"]: surface}

    return write


def as_labels(names: dict[str, str]) -> Callable[[int, int, str, str], Any]:
    def write(start: int, end: int, label: str, surface: str) -> Any:
        return {names["start"]: start, names["end"]: end, "labels": [label], names["surface"]: surface}

    return write


def as_nested(names: dict[str, str]) -> Callable[[int, int, str, str], Any]:
    def write(start: int, end: int, label: str, surface: str) -> Any:
        return {
            "range": {names["start"]: start, names["end"]: end},
            names["label"]: {"name": label},
            names["surface"]: surface,
        }

    return write


def as_pair(names: dict[str, str]) -> Callable[[int, int, str, str], Any]:
    def write(start: int, end: int, label: str, surface: str) -> Any:
        return {"offsets": [start, end], names["label"]: label, "text": surface}

    return write


def as_list(names: dict[str, str]) -> Callable[[int, int, str, str], Any]:  # noqa: ARG001
    def write(start: int, end: int, label: str, surface: str) -> Any:
        return [start, end, label, surface]

    return write


def lines(records: list[Any]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def a_list(records: list[Any]) -> str:
    return json.dumps(records, ensure_ascii=False, indent=1)


def inside(records: list[Any]) -> str:
    return json.dumps({"info": {"version": 1}, "examples": records}, ensure_ascii=False)


def deep_inside(records: list[Any]) -> str:
    return json.dumps({"data": {"parts": [{"name": "a", "docs": records}]}}, ensure_ascii=False)


SHAPES = {"a.jsonl": lines, "a.json": a_list, "b.json": inside, "c.json": deep_inside}


@st.composite
def articles(draw: st.DrawFn) -> list[tuple[str, list[Span]]]:
    found = []
    for text in draw(st.lists(TEXTS, min_size=1, max_size=3)):
        words = [match.span() for match in regex.finditer(r"\S+", text)]
        spans = draw(
            st.lists(st.tuples(st.sampled_from(words), st.sampled_from(LABELS)), min_size=1, max_size=4)
        )
        found.append((text, [(start, end, label) for (start, end), label in spans]))
    return found
