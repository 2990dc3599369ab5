"""The report on a merge of two projects."""

from __future__ import annotations

from pathlib import Path

from annotator.model.base import Struct


class Conflict(Struct, frozen=True, kw_only=True):
    """A layer that was changed in both projects since they were one; without an annotator, the gold of an article."""

    article: str
    annotator: str | None = None


class MergeReport(Struct, frozen=True, kw_only=True):
    """What was brought in from the project at `path`.

    Counts: `articles` added; layers `brought` of which nothing was here, `continued` here, and the `same` or behind;
    articles of which `gold` was brought or continued. `conflicts` were left as they are here. `renamed` are the names of people there
    that are others here. `notice` is what has to be known of the other's file, in sentences.
    """

    path: Path
    articles: int
    brought: int
    continued: int
    same: int
    gold: int
    conflicts: tuple[Conflict, ...]
    renamed: dict[str, str] = {}
    notice: str = ""
