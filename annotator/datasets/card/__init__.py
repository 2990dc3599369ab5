"""The card of a data set: README.md with the front matter that Hugging Face reads, and tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.datasets import yaml
from annotator.datasets.card.body import body
from annotator.datasets.card.front import front

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.datasets.dataset_json import DataSet
    from annotator.formats.base import Format, Writing


def card(facts: DataSet, kind: Format, how: Writing, folder: Path) -> str:
    """Return the card for a data set whose splits are in `folder`."""
    lines = "\n".join(yaml.lines(front(facts, kind, how, folder)))
    return f"---\n{lines}\n---\n\n" + "\n\n".join(body(facts)) + "\n"
