"""spaCy: documents in DocBin files, as `spacy train` reads them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import msgspec

from annotator.errors import OutputError, UsageError
from annotator.formats.base import Format, Options, Writing, needed
from annotator.formats.losses import OF_ARTICLES
from annotator.formats.record_spans import distinct_spans
from annotator.formats.tags import TokenSpan, assign_columns
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan


KEY = "sc"
"""The key of the spans in `doc.spans`, the default of spaCy's spancat."""

LOSES = (*(loss for loss in OF_ARTICLES if loss is not Loss.METADATA), Loss.TWINS, Loss.ENTITIES)
_FIELDS = ("id", "sha256", "title", "date", "source", "url")


class SpacyOptions(Options, frozen=True, kw_only=True):
    """The options of `spacy`."""

    shard: int = 1000

    HELP: ClassVar[dict[str, str]] = {"shard": "The most articles in one file of the folder."}


class Spacy(Format, listed="spacy"):
    """A folder of DocBin files, train-0000.spacy and so on, for a blank Arabic pipeline. A document is an article.

    All spans are in `doc.spans["sc"]`; those that don't overlap longer ones are in `doc.ents` as well. The article's
    fields are in `doc.user_data`, its metadata as JSON.
    """

    options = SpacyOptions
    loses_writing = LOSES

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write the files train-0000.spacy and so on."""
        return self.write_shards(records, folder, "train", how, losses)

    def write_split(
        self, records: Iterable[Record], folder: Path, name: str, how: Writing, losses: Losses
    ) -> int:
        """Write a folder for the split, with files of its name: `spacy train` reads such a folder as a corpus."""
        (folder / name).mkdir()
        return self.write_shards(records, folder / name, name, how, losses)

    def write_shards(
        self, records: Iterable[Record], folder: Path, stem: str, how: Writing, losses: Losses
    ) -> int:
        """Write files whose names begin with `stem`, and return the number of records.

        Each file has a vocabulary of its own, so that memory does not grow with the number of files.
        """
        needed("spacy", self)
        import spacy
        from spacy.tokens import DocBin

        options = how.options if isinstance(how.options, SpacyOptions) else SpacyOptions()
        if options.shard < 1:
            raise UsageError(f"--shard is {options.shard}; it must be 1 or more.")
        count = 0
        left = iter(records)
        while shard := list(islice(left, options.shard)):
            vocab = spacy.blank("ar").vocab
            docs = DocBin(attrs=["ORTH", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
            for record in shard:
                docs.add(document(record, vocab, losses))
            name = f"{stem}-{count // options.shard:04}.spacy"
            (folder / name).write_bytes(docs.to_bytes())
            count += len(shard)
        return count


class SpacyToken(NamedTuple):
    """A token ``[start, end)`` of spaCy, which may be white space; `spaced` where it is followed by a space in no token."""

    start: int
    end: int
    spaced: bool = False


def document(record: Record, vocab: Vocab, losses: Losses) -> Doc:
    """Return the article with all its spans in `doc.spans["sc"]`, and in `doc.ents` those that fit, longest first.

    Entities can't overlap, nor begin or end with white space. Raises OutputError where `doc.text` is not the text.
    """
    from spacy.tokens import Doc, Span

    spans = distinct_spans(record, losses)
    losses.add_article(record, LOSES)
    spacy_tokens = list(_spacy_tokens(record.text, spans))
    words = [record.text[token.start : token.end] for token in spacy_tokens]
    doc = Doc(vocab, words=words, spaces=[token.spaced for token in spacy_tokens])
    if doc.text != record.text:
        raise OutputError(f"article {record.id!r}: spaCy would change its text; nothing more is written.")
    firsts = {token.start: number for number, token in enumerate(spacy_tokens)}
    lasts = {token.end: number for number, token in enumerate(spacy_tokens, 1)}
    covered = [TokenSpan(firsts[span.start], lasts[span.end], span) for span in spans]
    doc.spans[KEY] = [Span(doc, one.first, one.last, label=one.span.label) for one in covered]
    doc.set_ents(
        [Span(doc, one.first, one.last, label=one.span.label) for one in _entities(record, covered, losses)]
    )
    doc.user_data.update({name: getattr(record, name) for name in _FIELDS})
    doc.user_data["metadata"] = msgspec.json.encode(record.metadata, order="sorted").decode()
    return doc


def _entities(record: Record, covered: Sequence[TokenSpan], losses: Losses) -> list[TokenSpan]:
    fit = [one for one in covered if not (one.span.text[0].isspace() or one.span.text[-1].isspace())]
    (column,), _ = assign_columns(fit, 1)
    kept = {id(one.span) for one in column}
    for one in covered:
        if id(one.span) not in kept:
            losses.add_span(Loss.ENTITIES, record, one.span, f"in doc.spans[{KEY!r}] alone")
    return column


def _spacy_tokens(text: str, spans: Iterable[RecordSpan]) -> Iterator[SpacyToken]:
    """Yield spaCy's tokens: those of the text, cut at the edges of spans, and the white space between them.

    A single space after a token is in no token, unless a span begins or ends with it.
    """
    from annotator.text.segment import tokens

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
