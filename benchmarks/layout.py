"""The text engine: characters a second."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

import arabic_reshaper
from bidi import get_display

from annotator import limits
from annotator.text import bidi, segment, shaping, wrap
from annotator.text.layout import Layout
from benchmarks import material
from benchmarks.table import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WIDTH, SCREEN = 90, 40
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def run(*, quick: bool) -> Iterator[Table]:
    """Lay an article out: where its rows begin, its first screen, all of it; and the steps on their own."""
    words = 1_000 if quick else 100_000
    text = material.text(words)
    paragraphs = [text[start:stop] for start, stop, _ in segment.paragraphs(text)]
    new = _new_words(20_000)
    # Each step gives the number of characters it dealt with.
    steps: dict[str, Callable[[], int]] = {
        "open: where each row begins": lambda: len(Layout(text, WIDTH).text),
        "open, and draw the first screen": lambda: _draw(text, SCREEN) and len(text),
        "draw each row": lambda: _draw(text, None),
        "of that: break rows": lambda: _each(paragraphs, _break_rows),
        "of that: levels": lambda: _each(paragraphs, bidi.analyse),
        "of that: shaping, words seen before": lambda: _each(paragraphs, shaping.shape),
        "shaping, each word new": lambda: _each(new, shaping.shape),
        "graphemes": lambda: sum(1 for _ in segment.graphemes(text)) and len(text),
        "words": lambda: sum(1 for _ in segment.words(text)) and len(text),
        "for comparison: arabic_reshaper.reshape, get_display": lambda: _each(paragraphs, _by_libraries),
    }
    rows: list[tuple[Cell, ...]] = []
    for what, step in steps.items():
        step()
        times = []
        done = 0
        for _ in range(1 if quick else 5):
            began = time.perf_counter()
            done = step()
            times.append(time.perf_counter() - began)
        rows.append((what, done, 1000 * median(times), int(done / median(times))))
    yield Table(
        title="Layout",
        command="python -m benchmarks layout",
        about=f"an article of {words:,} words at {WIDTH} columns; medians.",
        columns=("step", "characters", "ms", "characters a second"),
        rows=tuple(rows),
    )
    yield _longest(quick=quick)


_SHOWN = """
import resource, sys, time
from annotator.text import navigation
from annotator.text.layout import Layout
def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
text = sys.stdin.buffer.read().decode()
Layout(text[:100], {width}).row(0)
before, began = megabytes(), time.perf_counter()
layout = Layout(text, {width})
for index in range(min({rows}, len(layout))):
    layout.row(index)
navigation.sentence_at(layout, 0)
print(time.perf_counter() - began, megabytes() - before)
"""
_PARAGRAPHS = {
    "words": "قال زيد نعم ",
    "words with marks": "قَالَ زَيْدٌ نَعَمْ ",
    "letters and digits in turn": "ا1",
    "isolates in isolates": "\u2067ا",
    "isolates of both directions": "\u2067ا\u2069a",
    "flags": "🇮🇶",
    "exclamation marks": "!",
}


def _longest(*, quick: bool) -> Table:
    """Return what it takes to show the longest paragraph that comes in, and an article of many lines, each in its own process."""
    most = limits.PARAGRAPH.most // (100 if quick else 1)
    texts = {
        f"a paragraph of {most:,} characters: {what}": _filled(unit, most)
        for what, unit in _PARAGRAPHS.items()
    }
    texts[f"an article of {20 * most:,} characters: lines"] = _filled(
        "قال زيد نعم في البيت الكبير أمس\n", 20 * most
    )
    rows: list[tuple[Cell, ...]] = []
    for what, text in texts.items():
        shown = [_show(text) for _ in range(1 if quick else 3)]
        rows.append((what, 1000 * median(took for took, _ in shown), median(memory for _, memory in shown)))
    return Table(
        title="The longest paragraph",
        command="python -m benchmarks layout",
        about="laid out, its first screen drawn and its first sentence found; medians.",
        columns=("text", "ms", "MB"),
        rows=tuple(rows),
    )


def _filled(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _show(text: str) -> tuple[float, float]:
    """Return the seconds and the megabytes that showing a text takes."""
    code = _SHOWN.format(width=WIDTH, rows=SCREEN)
    done = subprocess.run(
        [sys.executable, "-c", code], input=text.encode(), capture_output=True, check=True, timeout=600
    )
    took, memory = done.stdout.split()
    return float(took), float(memory)


def _draw(text: str, rows: int | None) -> int:
    """Lay out and draw that many rows; return how many characters they have."""
    layout = Layout(text, WIDTH)
    shown = range(len(layout) if rows is None else min(rows, len(layout)))
    return sum(row.end - row.start for row in map(layout.row, shown))


def _each(paragraphs: list[str], step: Callable[[str], object]) -> int:
    for paragraph in paragraphs:
        step(paragraph)
    return sum(map(len, paragraphs))


def _break_rows(paragraph: str) -> object:
    return wrap.break_rows(paragraph, 0, len(paragraph), WIDTH)


def _new_words(number: int) -> list[str]:
    """Return paragraphs of different words that nobody wrote, more than any cache keeps."""
    chance = random.Random(1)
    words = ["".join(chance.choices(_LETTERS, k=6)) for _ in range(number)]
    return [" ".join(words[start : start + 50]) for start in range(0, number, 50)]


def _by_libraries(paragraph: str) -> object:
    return get_display(arabic_reshaper.reshape(paragraph))
