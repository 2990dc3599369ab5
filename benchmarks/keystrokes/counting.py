"""How many keys a span takes, without and with the keys that spare others: all occurrences, edges, numbers and jump labels."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator import labels, resources
from benchmarks.keystrokes.hand import COLUMNS, ROWS
from benchmarks.keystrokes.tagging import Mark, Tagged, tagged
from benchmarks.table import Bar, Cell, LeftOut, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSON = "huda"
MOST_RATIO, MOST_KEYS = 0.6, 3.5
DAY_CASE, DAY_TEXT = "ANNOTATOR_DAY_CASE", "ANNOTATOR_DAY_TEXT"
"""The environment variables that name the spans of a day's case and its text."""
MISSING = LeftOut(
    "the day's case",
    f"Its article is not part of the project; name the files with {DAY_CASE} (JSON: sha256 of the text, spans with start, end and label) and {DAY_TEXT}.",
)


class Case(NamedTuple):
    """An article and the spans that are to be marked in it."""

    name: str
    text: str
    marks: tuple[Mark, ...]
    is_day: bool = False


class _CaseSpan(msgspec.Struct, frozen=True):
    start: int
    end: int
    label: str


class _CaseFile(msgspec.Struct, frozen=True):
    sha256: str
    spans: tuple[_CaseSpan, ...]


def run(*, quick: bool) -> Iterator[Table | LeftOut]:
    """Tag the articles of a sample layer, and the day's case where it is there, without and with the keys that spare others."""
    cases = [*sample_cases()[: 1 if quick else None]]
    day = day_case()
    rows: list[tuple[Cell, ...]] = []
    ratios: dict[str, float] = {}
    keys: dict[str, float] = {}
    for case in [*([day] if day else []), *cases]:
        old, new = (pressed(tag_case(case, new=new)) for new in (False, True))
        count = len(case.marks)
        ratios[case.name] = new / old
        if case.is_day:
            keys[case.name] = new / count
        rows.append((case.name, count, old, old / count, new, new / count, new / old))
    yield Table(
        title="Keys for a span",
        command="python -m benchmarks keystrokes",
        about=ABOUT,
        columns=("article", "spans", "keys without", "a span", "keys with", "a span", "ratio"),
        rows=tuple(rows),
        bars=(
            Bar("keys with, to keys without,", MOST_RATIO, ratios),
            *((Bar("keys for a span of the day's case", MOST_KEYS, keys),) if keys else ()),
        ),
    )
    if day is None:
        yield MISSING


ABOUT = (
    f"a terminal of {COLUMNS} by {ROWS} cells with the side panel. All spans of an article are tagged, in the order of their starts, by keys that are "
    "pressed in the open program, and what is marked then is compared with what was wanted. For each span the fewest keys are searched among ways "
    "that a person would find: to where it begins by rows, then by words, then by letters, or by Tab; then a sentence or a paragraph, or a selection to where it ends, "
    "in the same order; then the label's key. With: a number of one digit before any of these and before the label's key, a letter on a word to go or to select "
    "to, and, once it is tagged, clitics and signs off, or one edge moved. What is lit by itself after a tag is taken where that spares keys. Search, Home and End, "
    "selecting from the end backwards and the mouse are not among the ways; reading and thinking are not counted."
)


def tag_case(case: Case, *, new: bool) -> list[Tagged]:
    """Tag all of a case; `new`: with the keys that spare others."""
    return tagged(case.text, case.marks, labels.default(), new=new)


def pressed(found: list[Tagged]) -> int:
    """Return how many keys were pressed."""
    return sum(len(one.keys) for one in found)


def sample_cases() -> list[Case]:
    """Return the sample articles that a person has tagged, with the spans of that layer."""
    folder = resources.sample_data()
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    texts = {article["id"]: article["text"] for article in map(json.loads, lines)}
    layers = map(json.loads, (folder / "layers" / f"{PERSON}.jsonl").read_text("utf-8").splitlines())
    return [
        Case(
            layer["article"],
            texts[layer["article"]],
            tuple(Mark(span["start"], span["end"], span["label"]) for span in layer["spans"]),
        )
        for layer in layers
    ]


def day_case() -> Case | None:
    """Return the case of which the environment names the files, None where it names none. Raises OSError, or AssertionError where the text is another one."""
    spans, text = os.environ.get(DAY_CASE), os.environ.get(DAY_TEXT)
    if not spans or not text:
        return None
    found = msgspec.json.decode(Path(spans).read_bytes(), type=_CaseFile)
    content = Path(text).read_bytes()
    assert hashlib.sha256(content).hexdigest() == found.sha256, f"{text} is not the text of {spans}"
    marks = tuple(Mark(span.start, span.end, span.label) for span in found.spans)
    return Case("the day's case", content.decode(), marks, is_day=True)
