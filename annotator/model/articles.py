"""Articles, also as an import reads them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from annotator.model.base import Struct
from annotator.model.card import Card
from annotator.model.people import LayerKind
from annotator.model.states import State


class Article(Struct, frozen=True, kw_only=True):
    """A text to be annotated, unaltered. `edition` is how often the project has had it corrected."""

    id: str
    text: str
    sha256: str
    title: str
    date: str | None = None
    source: str | None = None
    url: str | None = None
    metadata: dict[str, Any] = {}
    edition: int = 0


class IncomingSpan(Struct, frozen=True, kw_only=True, gc=False):
    """A span as an import reads it: ``[start, end)`` in code points of the article's text, with the label as the file has it.

    `annotator` is who the file says made it, None where it does not say. `id`, `created`, `changed` and `score`, how sure a model
    was as a number in decimal digits, are None where the file does not have them.
    """

    start: int
    end: int
    label: str
    annotator: str | None = None
    attributes: dict[str, str] = {}
    id: str | None = None
    created: datetime | None = None
    changed: datetime | None = None
    score: str | None = None


class Incoming(Struct, frozen=True, kw_only=True):
    """An article as an import reads it, and where it was found (1-based line; None: the whole file).

    `spans` came with it, in any order, and `state` where the file is a project's whole export. `lost` says what else came
    with it and is not read, with how many of each: words such as "relations between spans". `notes` are sentences on how
    something was read that could be meant otherwise; each is told once an import. `kinds` gives the kind of the names in it
    that are no people's. `card` is that of the project which a whole export comes from.
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
    spans: tuple[IncomingSpan, ...] = ()
    state: State | None = None
    lost: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    kinds: dict[str, LayerKind] = {}
    card: Card | None = None


class Refusal(Struct, frozen=True, kw_only=True):
    """A record that was not imported: where it was found, and why. With `rest`, the rest of the file was not read either."""

    path: Path
    reason: str
    line: int | None = None
    rest: bool = False

    def __str__(self) -> str:
        where = f"{self.path}" if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.reason}"
