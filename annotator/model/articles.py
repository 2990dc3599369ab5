"""Articles, and how they come in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from annotator.model.base import Struct


class Article(Struct, frozen=True, kw_only=True):
    """A text to be annotated, exactly as it came in."""

    id: str
    text: str
    sha256: str
    title: str
    date: str | None = None
    source: str | None = None
    url: str | None = None
    metadata: dict[str, Any] = {}


class IncomingSpan(Struct, frozen=True, kw_only=True):
    """A span on its way in: ``[start, end)`` in code points of the article's text, with the label as the file has it.

    `annotator` is who the file says made it, None where it does not say. `id`, `created` and `changed` are None where
    the file does not have them.
    """

    start: int
    end: int
    label: str
    annotator: str | None = None
    attributes: dict[str, str] = {}
    id: str | None = None
    created: datetime | None = None
    changed: datetime | None = None


class Incoming(Struct, frozen=True, kw_only=True):
    """An article on its way in, and where it was found (1-based line; None: the whole file).

    `spans` came with it, in any order. `lost` says what else came with it and is not read, with how many of each: words
    such as "relations between spans".
    """

    text: str
    path: Path
    line: int | None = None
    id: str | None = None
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    metadata: dict[str, Any] = {}
    unread: int = 0
    spans: tuple[IncomingSpan, ...] = ()
    lost: dict[str, int] = {}


class Refusal(Struct, frozen=True, kw_only=True):
    """A record that did not come in, where it was found and why."""

    path: Path
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}" if self.line is None else f"{self.path}, line {self.line}"
        return f"{place}: {self.reason}"


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import did: articles added, skipped because their text is there already, records refused.

    `unread` counts the spans that came with the articles and were not read.
    """

    added: int
    skipped: int
    refused: tuple[Refusal, ...]
    unread: int = 0
