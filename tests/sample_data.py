"""What is in the sample data, for the tests that look into it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from annotator import resources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = resources.sample_data()
ARABIC = r"[\u0621-\u063a\u0641-\u064a]"

Triple = tuple[int, int, str]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def articles() -> list[dict[str, Any]]:
    return lines(FOLDER / "articles.jsonl")


@cache
def texts() -> dict[str, str]:
    """Return the text of each article by its id."""
    return {article["id"]: article["text"] for article in articles()}


@cache
def layers() -> dict[str, dict[str, dict[str, Any]]]:
    """Return annotator -> article -> what that annotator made of it."""
    return {
        path.stem: {layer["article"]: layer for layer in lines(path)}
        for path in sorted((FOLDER / "layers").glob("*.jsonl"))
    }


def spans(annotator: str, article: str) -> list[Triple]:
    """Return start, end and label of each."""
    return [(s["start"], s["end"], s["label"]) for s in layers()[annotator][article]["spans"]]


def every_layer() -> Iterator[tuple[str, str]]:
    """Yield annotator and article."""
    return ((annotator, article) for annotator, done in layers().items() for article in done)


def shared() -> list[str]:
    """Return the articles which both annotators have finished."""
    huda, salim = layers()["huda"], layers()["salim"]
    return [a for a in huda if huda[a]["status"] == "done" and salim.get(a, {}).get("status") == "done"]
