"""The way from the text that an article has today back to one that it had before, and what each span was then."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from annotator.model import Edit, Span, Struct
from annotator.store import former_texts
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.text.correction import Correction, Undone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.model import Article
    from annotator.store.file.connection import Connection

_SINCE = """
    SELECT edition, correction, before, after FROM operation
    WHERE article = ? AND annotator = ? AND (edition > ? OR edition = ? AND correction = 1) ORDER BY number DESC
"""


def way_back(connection: Connection, article: Article, number: int, sha256: str) -> WayBack | None:
    """Return the way back to the text with this hash; None if the article never had it, or a text between is lost."""
    edition = former_texts.last_edition(connection, number, sha256)
    if edition is None:
        return None
    texts = {article.edition: article.text}
    for one in range(edition, article.edition):
        text = former_texts.former_text(connection, number, one)
        if text is None:
            return None
        texts[one] = text
    return WayBack(edition, texts)


class WayBack:
    """The texts of an article from an `edition` that it goes back to up to the one of today, and the corrections between them."""

    def __init__(self, edition: int, texts: Mapping[int, str]) -> None:
        self.edition = edition
        self.today = max(texts)
        self._texts = texts
        self._corrections: dict[tuple[int, int], Undone] = {}

    @property
    def correction(self) -> Undone:
        """The text of today, and the former one that it is replaced by."""
        return self._undone(self.edition, self.today)

    def text(self, edition: int) -> str:
        """Return the text of an edition."""
        return self._texts[edition]

    def moved(self, start: int, end: int, edition: int | None = None) -> tuple[int, int] | None:
        """Return where a range of the text of an edition, by default today's, is in the former one, None where it falls away.

        A range that every correction between left where it was stays there.
        """
        edition = self.today if edition is None else edition
        if all(self.left(one, start, end) for one in range(self.edition, edition)):
            return start, end
        return self._undone(self.edition, edition).moved(start, end)

    def left(self, edition: int, start: int, end: int) -> bool:
        """Return whether the correction of this edition's text left a range where it was."""
        old, new = self._texts[edition], self._texts[edition + 1]
        if end > min(len(old), len(new)):
            return False
        return self._undone(edition, edition + 1).moved(start, end) == (start, end)

    def _undone(self, edition: int, later: int) -> Undone:
        if (edition, later) not in self._corrections:
            self._corrections[edition, later] = Undone(Correction(self._texts[edition], self._texts[later]))
        return self._corrections[edition, later]


class Return(Struct, frozen=True, kw_only=True):
    """What becomes of a layer's spans. `exact` are the ids of those that the history says were so; the others are moved."""

    edits: tuple[Edit, ...]
    exact: frozenset[str]


class _Entry(Struct, frozen=True, kw_only=True):
    edition: int
    correction: bool
    before: Span | None
    after: Span | None


def spans_then(
    connection: Connection, article: Article, number: int, person: int, here: Sequence[Span], way: WayBack
) -> Return:
    """Return what the spans of a layer were when the article had the former text, also of those that corrections dropped since.

    A span that somebody changed or added since moves with its characters from the text in which that was done. One that was dropped after
    that comes back only if it has the same characters in the former text.
    """
    entries: defaultdict[str, list[_Entry]] = defaultdict(list)  # by span, the latest first
    rows = connection.rows(_SINCE, [number, person, way.edition, way.edition])
    with decoding(connection, f"the history of {article.id}"):
        for edition, correction, was, then in rows:
            before, after = (None if one is None else json_columns.span(one) for one in (was, then))
            span = after if before is None else before
            if span is not None:
                entry = _Entry(edition=edition, correction=bool(correction), before=before, after=after)
                entries[span.id].append(entry)
    edits: list[Edit] = []
    exact: set[str] = set()
    there = {span.id: span for span in here}
    for id_ in dict.fromkeys((*there, *entries)):
        now, found = there.get(id_), entries[id_]
        if now is None and not (found and found[0].correction and found[0].after is None):
            continue  # somebody removed it
        span, edition = _traced(now, found, way)
        if edition == way.edition:
            exact.add(id_)
        elif span is not None:
            at = way.moved(span.start, span.end, edition)
            characters = way.text(edition)[span.start : span.end]
            if at is None or (now is None and way.text(way.edition)[slice(*at)] != characters):
                span = None
            else:
                span = msgspec.structs.replace(span, start=at[0], end=at[1])
        if now is not None or span is not None:
            edits.append(Edit(before=now, after=span))
    return Return(edits=tuple(edits), exact=frozenset(exact))


def _traced(span: Span | None, entries: Sequence[_Entry], way: WayBack) -> tuple[Span | None, int]:
    """Return the earliest form of a span that corrections alone made today's of, and the edition that its offsets count in.

    None: it was not there, or not any more, in that edition. `entries` are the latest first.
    """
    left = iter(entries)
    entry = next(left, None)
    for edition in range(way.today - 1, way.edition - 1, -1):  # back over the correction of its text
        if entry is not None and (entry.edition > edition and not entry.correction):
            return span, edition + 1
        if entry is not None and entry.correction and entry.edition == edition:
            if entry.after != span:
                return span, edition + 1
            span = entry.before
            entry = next(left, None)
        elif span is not None and not way.left(edition, span.start, span.end):
            return span, edition + 1
    return span, way.edition
