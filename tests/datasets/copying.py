"""Articles to find copies among: originals made of sentences, every way to copy them, and the rule as the page on data sets has it."""

from __future__ import annotations

import json
import random
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from annotator import resources
from annotator.text.fold import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@cache
def _words() -> tuple[str, ...]:
    lines = (resources.sample_data() / "articles.jsonl").read_text("utf-8").splitlines()
    return tuple(word for line in lines for word in json.loads(line)["text"].split())


def sentences(drawn: random.Random, number: int) -> list[str]:
    """Return sentences of 5 to 20 words: runs of one to three words of the sample articles, and a number."""
    made = []
    for _ in range(number):
        words: list[str] = []
        for _ in range(drawn.randint(3, 8)):
            at = drawn.randrange(len(_words()))
            words += _words()[at : at + drawn.randint(1, 3)]
        made.append(f"{' '.join(words)} {drawn.randrange(9000)}.")
    return made


def headline(original: Sequence[str], drawn: random.Random) -> list[str]:
    return ["عاجل | " + " ".join(sentences(drawn, 1)[0].split()[:6]), *original]


def changed(original: Sequence[str], drawn: random.Random) -> list[str]:
    at = drawn.randrange(len(original))
    return [*original[:at], *sentences(drawn, 1), *original[at + 1 :]]


def beginning(original: Sequence[str], drawn: random.Random) -> list[str]:
    return list(original[: drawn.randint(1, len(original))])


def middle(original: Sequence[str], drawn: random.Random) -> list[str]:
    at = drawn.randrange(len(original))
    return list(original[at : drawn.randint(at + 1, len(original))])


def a_few_words(original: Sequence[str], drawn: random.Random) -> list[str]:
    words = " ".join(original).split()
    at = drawn.randrange(max(1, len(words) - 4))
    return words[at : at + drawn.randint(4, 12)]


def every_other(original: Sequence[str], _: random.Random) -> list[str]:
    return list(original[::2])


def within(original: Sequence[str], drawn: random.Random) -> list[str]:
    return [*sentences(drawn, 40), *original, *sentences(drawn, 20)]


def spelled(original: Sequence[str], _: random.Random) -> list[str]:
    return [one.replace("ا", "أ").replace("ق", "قَ").replace("،", "") for one in original]


WAYS = (headline, changed, beginning, middle, a_few_words, every_other, within, spelled)


def articles(number: int, seed: int) -> dict[str, str]:
    """Return originals of 1 to 60 sentences, and a copy of each made in one of the ways."""
    drawn = random.Random(seed)
    texts: dict[str, str] = {}
    for place in range(number):
        original = sentences(drawn, drawn.choice((1, 2, 3, 5, 8, 13, 21, 34, 60)))
        texts[f"a{place}"] = " ".join(original)
        texts[f"b{place}"] = " ".join(WAYS[place % len(WAYS)](original, drawn))
    return texts


def tied(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return all pairs of articles that the rule ties, where no shingle is in many: each one is compared with each."""
    runs = {key: _runs(folded(text)) for key, text in texts.items()}
    pairs = []
    for one, other in combinations(texts, 2):
        if runs[one].isdisjoint(runs[other]):
            continue
        shared = len(runs[one] & runs[other])
        first, second = len(runs[one]), len(runs[other])
        if shared / (first + second - shared) >= 0.5 or shared / min(first, second) >= 0.8:
            pairs.append((one, other))
    return pairs


def hanging(texts: Mapping[str, str]) -> list[set[str]]:
    """Return the groups of articles that hang together by such pairs."""
    groups = [{key} for key in texts]
    for one, other in tied(texts):
        first, second = (next(group for group in groups if key in group) for key in (one, other))
        if first is not second:
            groups.remove(second)
            first |= second
    return groups


def _runs(letters: str) -> set[str]:
    return {letters[at : at + 8] for at in range(max(1, len(letters) - 7))} if letters else set()


def apart(pairs: Iterable[tuple[str, str]], groups: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """Return the pairs that are in two groups."""
    home = {key: place for place, group in enumerate(groups) for key in group}
    return [(one, other) for one, other in pairs if home[one] != home[other]]
