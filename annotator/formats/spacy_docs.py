"""Articles as spaCy's documents."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.errors import OutputError
from annotator.formats.conll.columns import Placed, lay
from annotator.formats.losses import Loss
from annotator.formats.writing import OF_ARTICLES, enter, lost, once
from annotator.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan

KEY = "sc"
"""Where a document has its spans: what spaCy's spancat reads by default."""

LOSES = (*(loss for loss in OF_ARTICLES if loss is not Loss.METADATA), Loss.TWINS, Loss.ENTITIES)
_FIELDS = ("id", "sha256", "title", "date", "source", "url")


class Piece(NamedTuple):
    """A token ``[start, end)`` as spaCy has it: white space is one, too; `spaced`: one plain space more comes after it."""

    start: int
    end: int
    spaced: bool = False


def document(record: Record, vocab: Vocab, losses: Losses) -> Doc:
    """Return the article with all its spans in `doc.spans["sc"]`, and in `doc.ents` those that fit, longest first.

    `doc.text` is the article's text. An entity can't overlap another, nor begin or end with white space. Raises OutputError.
    """
    from spacy.tokens import Doc, Span

    spans = once(record, losses)
    enter(record, losses, LOSES)
    pieces = list(_pieces(record.text, spans))
    words = [record.text[piece.start : piece.end] for piece in pieces]
    doc = Doc(vocab, words=words, spaces=[piece.spaced for piece in pieces])
    if doc.text != record.text:
        raise OutputError(f"article {record.id!r}: spaCy would change its text; nothing more is written.")
    firsts = {piece.start: number for number, piece in enumerate(pieces)}
    lasts = {piece.end: number for number, piece in enumerate(pieces, 1)}
    placed = [Placed(firsts[span.start], lasts[span.end], span) for span in spans]
    doc.spans[KEY] = [Span(doc, one.first, one.last, label=one.span.label) for one in placed]
    doc.set_ents(
        [Span(doc, one.first, one.last, label=one.span.label) for one in _entities(record, placed, losses)]
    )
    doc.user_data.update({name: getattr(record, name) for name in _FIELDS})
    doc.user_data["metadata"] = msgspec.json.encode(record.metadata, order="sorted").decode()
    return doc


def _entities(record: Record, placed: Sequence[Placed], losses: Losses) -> list[Placed]:
    fit = [one for one in placed if not (one.span.text[0].isspace() or one.span.text[-1].isspace())]
    (column,), _ = lay(fit, 1)
    kept = {id(one.span) for one in column}
    for one in placed:
        if id(one.span) not in kept:
            losses.add(lost(Loss.ENTITIES, record, one.span, f"in doc.spans[{KEY!r}] alone"))
    return column


def _pieces(text: str, spans: Iterable[RecordSpan]) -> Iterator[Piece]:
    """Yield spaCy's tokens: ours, cut at all edges of spans, and the white space between them.

    One plain space after a token belongs to it, as spaCy has it, unless a span begins or ends with that space.
    """
    starts, ends = {span.start for span in spans}, {span.end for span in spans}
    cuts = sorted(starts | ends)
    before: Piece | None = None
    place = 0
    for start, end in (*tokens(text, cuts), (len(text), len(text))):
        if place < start:
            if before is not None and text[place] == " " and place not in starts and place + 1 not in ends:
                before = before._replace(spaced=True)
                place += 1
            if before is not None:
                yield before
            yield from _white(place, start, cuts)
        elif before is not None:
            yield before
        before = Piece(start, end)
        place = end


def _white(start: int, end: int, cuts: Sequence[int]) -> Iterator[Piece]:
    for cut in (*cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], end):
        if start < cut:
            yield Piece(start, cut)
        start = cut
