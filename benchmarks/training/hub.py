"""The library datasets: an exported folder as it loads it, and the same of a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.training.corpus import Word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def loaded(folder: Path, cache: Path) -> dict[str, list[list[Word]]]:
    """Return the articles of each part of an export with their tags."""
    import datasets

    datasets.disable_progress_bars()
    found = datasets.load_dataset(str(folder), cache_dir=str(cache))
    return {part: _articles(rows) for part, rows in found.items()}


def made(articles: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Return articles after they were a data set with features: tags that are numbers with names."""
    from datasets import ClassLabel, Dataset, Features, List, Value

    names = sorted({word.tag for article in articles for word in article})
    features = Features({"tokens": List(Value("string")), "tags": List(ClassLabel(names=names))})
    rows = [{"tokens": [word.text for word in one], "tags": [word.tag for word in one]} for one in articles]
    return _articles(Dataset.from_list(rows, features=features))


def _articles(found: Any) -> list[list[Word]]:
    names = found.features["tags"].feature.names
    return [
        [Word(text, names[tag]) for text, tag in zip(row["tokens"], row["tags"], strict=True)]
        for row in found
    ]
