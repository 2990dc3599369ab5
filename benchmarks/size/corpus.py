"""Corpora of many short articles: words as frequent as in a language, and what one looks for in them."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from annotator import labels
from benchmarks.material import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

WORDS, TITLE, SPANS = 60, 7, 20
"""Words of an article, of them in its title, and spans in a layer."""
TAGGED_EVERY = 20
"""Every so many articles two people have layers."""
PEOPLE = ("huda", "salim")
RARE, RARE_EVERY = "منارات", 1_000
"""A word that stands in the title of every so many articles, and nowhere else."""
ABSENT = "زخرفتان"
"""A word that stands nowhere."""
SOURCES = ("وكالة الأنباء", "صحيفة البلاد", "إذاعة المدينة")
SOURCE = "صحيفة"
"""A word of the source of every third article."""
PART = "حيف"
"""The middle of that word."""
_VOCABULARY, _LETTERS = 30_000, "ابتثجحخدذرزسشصضطظعغفقكلمنهوية"
_DIFFER_EVERY = 8
"""Every so many spans of the second person have another end than those of the first."""


class Corpus(NamedTuple):
    """Files with the same articles: texts as JSON lines, with spans of one person, some with layers of two, and as lines."""

    number: int
    texts: Path
    spans: Path
    layers: Path
    lines: Path


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Return words, those of the sample articles first, and how often each is used, added up (Zipf)."""
    chance = random.Random(7)
    words = dict.fromkeys(re.findall(r"[\u0621-\u0652]{3,}", " ".join(paragraphs())))
    while len(words) < _VOCABULARY:
        words["".join(chance.choices(_LETTERS, k=chance.randint(3, 8)))] = None
    kept = [word for word in words if not any(each in word for each in (RARE, ABSENT, PART))]
    return kept, [*accumulate(1 / (place + 5) for place in range(len(kept)))]


def common(place: int) -> str:
    """Return the word that is the most frequent but so many."""
    return vocabulary()[0][place]


def articles(number: int) -> Iterator[dict[str, str]]:
    """Yield that many articles, the same ones first whatever the number."""
    words, often = vocabulary()
    chance = random.Random(7)
    for k in range(1, number + 1):
        drawn = chance.choices(words, cum_weights=often, k=WORDS - 1)
        if k % RARE_EVERY == RARE_EVERY // 2:
            drawn[1] = RARE
        title = " ".join(drawn[:TITLE])
        body = f"{' '.join(drawn[TITLE:40])}.\n{' '.join(drawn[40:])} {k}."
        yield {
            "id": f"agency-{k:07}",
            "text": f"{title}\n{body}",
            "title": title,
            "date": f"20{10 + k % 15:02}-{1 + k % 12:02}-{1 + k % 28:02}",
            "source": SOURCES[k % 3],
        }


def write(folder: Path, number: int, *, with_spans: bool) -> Corpus:
    """Write a corpus; the file with spans has articles only if asked for."""
    made = Corpus(
        number, *(folder / name for name in ("texts.jsonl", "spans.jsonl", "layers.jsonl", "lines.txt"))
    )
    names = [label.name for label in labels.default().labels]
    with (
        made.texts.open("w", encoding="utf-8") as texts,
        made.spans.open("w", encoding="utf-8") as spans,
        made.layers.open("w", encoding="utf-8") as layers,
        made.lines.open("w", encoding="utf-8") as lines,
    ):
        for k, article in enumerate(articles(number), start=1):
            texts.write(_line(article))
            lines.write(article["text"].replace("\n", " ") + "\n")
            tagged = k % TAGGED_EVERY == 0
            if with_spans or tagged:
                words = [word.span() for word in re.finditer(r"\S+", article["text"])]
                first = [*_layer(words, names, PEOPLE[0], k)]
            if with_spans:
                spans.write(_line({**article, "spans": first}))
            if tagged:
                second = [*_layer(words, names, PEOPLE[1], k)]
                layers.write(_line({**article, "spans": [*first, *second]}))
    return made


def _layer(
    words: list[tuple[int, int]], names: list[str], person: str, number: int
) -> Iterator[dict[str, str | int]]:
    """Yield spans of a word or two; now and then the second person's is longer."""
    for place in range(SPANS):
        first = place * (len(words) - 2) // SPANS
        longer = person != PEOPLE[0] and (place + number) % _DIFFER_EVERY == 0
        start, end, label = words[first][0], words[first + longer][1], names[place % len(names)]
        yield {"start": start, "end": end, "label": label, "annotator": person}


def _line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
