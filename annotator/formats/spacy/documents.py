"""Articles as documents of spaCy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.errors import OutputError
from annotator.formats.losses import OF_ARTICLES
from annotator.formats.record_spans import distinct_spans
from annotator.formats.rows import text_parts
from annotator.formats.tags import Run, assign_columns, distinct_runs
from annotator.formats.tokens import Tokens, add_empty, add_moved, add_same_words, has_grown, token_spans
from annotator.model import Loss
from annotator.text.segment import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

    from annotator.formats.losses import Losses
    from annotator.formats.tags import TokenSpan
    from annotator.model import Record, RecordSpan


KEY = "sc"
"""The key of the spans in `doc.spans`, the default of spaCy's spancat."""

LOSES = (
    *(loss for loss in OF_ARTICLES if loss is not Loss.METADATA),
    Loss.TWINS,
    Loss.WIDENED,
    Loss.SAME_WORDS,
    Loss.ENTITIES,
    Loss.LENGTHS,
    Loss.EMPTY,
)
_FIELDS = ("id", "sha256", "title", "date", "source", "url")


class SpacyToken(NamedTuple):
    """A token ``[start, end)`` of spaCy, which may be white space; `spaced` where it is followed by a space in no token."""

    start: int
    end: int
    spaced: bool = False


def document(record: Record, nlp: Language, losses: Losses, wanted: Tokens = "words") -> Doc:
    """Return the article with all its spans in `doc.spans["sc"]`, and in `doc.ents` those that fit, longest first.

    Its tokens are those of the pipeline, so that training, which makes them anew, finds each span again; a span with an edge
    inside one has all of it. Entities can't overlap, nor begin or end with white space. A span joins the sentences that it crosses.
    Raises OutputError where `doc.text` is not the text.
    """
    spans = distinct_spans(record, losses)
    losses.add_article(record, LOSES)
    doc = nlp.tokenizer(record.text) if wanted == "words" else _split(record.text, spans, nlp.vocab)
    if doc.text != record.text:
        raise OutputError(f"article {record.id!r}: spaCy would change its text; nothing more is written.")
    found = [Token(token.idx, token.idx + len(token)) for token in doc]
    of_spans = list(token_spans(spans, found))
    add_empty(record, spans, of_spans, losses)
    for one in of_spans:
        if has_grown(one, found):
            add_moved(Loss.WIDENED, record, one, found, losses)
    add_same_words(record, of_spans, found, losses)
    distinct = distinct_runs(of_spans)
    _start_sentences(record.text, doc, found, distinct)
    doc.spans[KEY] = [_spacy_span(doc, run) for run in distinct]
    entities = _entities(record, doc, distinct, losses)
    doc.set_ents([_spacy_span(doc, run) for run in entities])
    losses.add_written("doc.spans", (run.label for run in distinct))
    losses.add_written("doc.ents", (run.label for run in entities))
    doc.user_data.update({name: getattr(record, name) for name in _FIELDS})
    doc.user_data["metadata"] = msgspec.json.encode(record.metadata, order="sorted").decode()
    exact = [{"start": span.start, "end": span.end, "label": span.label} for span in spans]
    doc.user_data["spans"] = msgspec.json.encode(exact).decode()
    return doc


def _entities(record: Record, doc: Doc, distinct: Mapping[Run, TokenSpan], losses: Losses) -> list[Run]:
    """Return the spans for `doc.ents`. The others are counted in `losses`."""
    fit = [one for one in distinct.values() if not (doc[one.first].is_space or doc[one.last - 1].is_space)]
    (column,), _ = assign_columns(fit, 1)
    kept = dict.fromkeys(Run(one.first, one.last, one.span.label) for one in column)
    for run, one in distinct.items():
        if run not in kept:
            losses.add_span(Loss.ENTITIES, record, one.span, f"in doc.spans[{KEY!r}] alone")
    return [*kept]


def _start_sentences(text: str, doc: Doc, found: Sequence[Token], distinct: Iterable[Run]) -> None:
    """Say of each token whether a sentence begins there. What of one is in a token of the sentence before belongs to that."""
    edges = ((found[run.first].start, found[run.last - 1].end) for run in distinct)
    firsts = [token.start for token in found]
    starts = {0}
    for part in text_parts(text, edges, "sentence")[1:]:
        first = bisect_left(firsts, part.start)
        if first < bisect_left(firsts, part.end):
            starts.add(first)
    marks: Any = doc.to_array("SENT_START").astype(
        "int64"
    )  # at once: token by token takes a hundred times as long
    marks[:] = -1
    marks[sorted(starts)] = 1
    doc.from_array(["SENT_START"], marks.astype("uint64"))


def _spacy_span(doc: Doc, run: Run) -> Span:
    from spacy.tokens import Span

    return Span(doc, run.first, run.last, label=run.label)


def _split(text: str, spans: Sequence[RecordSpan], vocab: Vocab) -> Doc:
    """Return a document with the tokens of the text, cut at the edges of spans."""
    from spacy.tokens import Doc

    found = list(_spacy_tokens(text, spans))
    return Doc(
        vocab,
        words=[text[token.start : token.end] for token in found],
        spaces=[token.spaced for token in found],
    )


def _spacy_tokens(text: str, spans: Iterable[RecordSpan]) -> Iterator[SpacyToken]:
    """Yield spaCy's tokens: those of the text, cut at the edges of spans, and the white space between them.

    A single space after a token is in no token, unless a span begins or ends with it.
    """
    starts, ends = {span.start for span in spans}, {span.end for span in spans}
    cuts = sorted(starts | ends)
    before: SpacyToken | None = None
    offset = 0
    for start, end in (*tokens(text, cuts), (len(text), len(text))):
        if offset < start:
            if before is not None and text[offset] == " " and offset not in starts and offset + 1 not in ends:
                before = before._replace(spaced=True)
                offset += 1
            if before is not None:
                yield before
            yield from _white_space(offset, start, cuts)
        elif before is not None:
            yield before
        before = SpacyToken(start, end)
        offset = end


def _white_space(start: int, end: int, cuts: Sequence[int]) -> Iterator[SpacyToken]:
    for cut in (*cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], end):
        if start < cut:
            yield SpacyToken(start, cut)
        start = cut
