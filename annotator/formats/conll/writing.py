"""Write articles as the sentences of a CoNLL file."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import OutputError
from annotator.formats.conll.escapes import escaped, escaped_spaces
from annotator.formats.conll.exact import Place, exact_comment
from annotator.formats.conll.survey import DOCUMENT
from annotator.formats.record_spans import distinct_spans
from annotator.formats.rows import count_joined, text_parts
from annotator.formats.tags import Run, TokenSpan, assign_columns, distinct_runs, encode_tags
from annotator.formats.tokens import add_empty, add_moved, add_same_words, cuts, has_grown, token_spans
from annotator.model import Loss, Lost
from annotator.text.segment import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.formats.conll import ConllOptions
    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan


class Part(NamedTuple):
    """The tokens ``[first, last)`` of an article: a sentence, or several that a span joins."""

    first: int
    last: int


def header(options: ConllOptions) -> str:
    """Return the first line of a file, with the names of its columns (CoNLL-U Plus)."""
    names = ["NER", *(f"NER{number}" for number in range(2, options.columns + 1))]
    columns = [*(["ID"] if options.numbers else []), "FORM", *names]
    return f"# global.columns = {' '.join(columns)}\n"


def article_lines(record: Record, options: ConllOptions, losses: Losses) -> str:
    """Return the sentences of an article, each with a blank line after it. What they can't hold is counted in `losses`."""
    spans = distinct_spans(record, losses)
    losses.add_article(record)
    found = list(tokens(record.text, cuts(spans, options.tokens)))
    of_spans = _token_spans(record, spans, found, losses)
    parts = list(_parts(record, found, of_spans, losses))
    lines: list[str] = []
    if options.comments:
        lines.append(f"# newdoc id = {record.id}\n")
    else:
        first = ["1"] if options.numbers else []
        lines.append("\t".join([*first, DOCUMENT, *["O"] * max(1, options.columns)]) + "\n\n")
        if record.text != _rebuilt(record.text, found, parts):
            losses.add(Lost(loss=Loss.SPACES, article=record.id))
    firsts = [one.first for one in of_spans]
    for number, part in enumerate(parts):
        here = [
            one._replace(first=one.first - part.first, last=one.last - part.first)
            for one in of_spans[bisect_left(firsts, part.first) : bisect_left(firsts, part.last)]
        ]
        words = found[part.first : part.last]
        columns, without = assign_columns(here, options.columns, innermost=options.nested == "innermost")
        held = _held(record, here, without, losses)
        losses.add_written("tags", (one.span.label for column in columns for one in column))
        if options.comments:
            lines += _comments(record.text, found, parts, number)
            lines += _exact(record, held, words, losses)
        else:
            kept = {id(one) for one in distinct_runs(held).values()}
            for one in held:
                if id(one) not in kept:
                    losses.add_span(Loss.MERGED, record, one.span)
                elif one.moved:
                    add_moved(Loss.MOVED if has_grown(one, words) else Loss.EDGES, record, one, words, losses)
        lines += _token_lines(record.text, words, _tags(columns, len(words), options), options)
        lines.append("\n")
    return "".join(lines)


def _token_spans(
    record: Record, spans: Sequence[RecordSpan], found: Sequence[Token], losses: Losses
) -> list[TokenSpan]:
    """Return the tokens of each span, in the order of the spans. Those that have none are counted in `losses`."""
    for span in spans:
        if any(letter.isspace() for letter in span.label) or not span.label:
            raise OutputError(f"The label {span.label!r} has white space, which no tag can have: rename it.")
    of_spans = list(token_spans(spans, found))
    add_empty(record, spans, of_spans, losses)
    return of_spans


def _parts(
    record: Record, found: Sequence[Token], token_spans: Sequence[TokenSpan], losses: Losses
) -> Iterator[Part]:
    """Yield the sentences of the text by their tokens, joined where a span crosses the end of one, which is counted."""
    starts = [token.start for token in found]
    ranges = ((found[one.first].start, found[one.last - 1].end) for one in token_spans)
    parts = text_parts(record.text, ranges, "sentence")
    count_joined(record, (one.span for one in token_spans), parts, "sentence", losses)
    for start, end, _ in parts:
        part = Part(bisect_left(starts, start), bisect_left(starts, end))
        if part.first < part.last:
            yield part


def _rebuilt(text: str, found: Sequence[Token], parts: Iterable[Part]) -> str:
    """Return the text as a reader puts it together without comments."""
    return "\n".join(
        " ".join(text[token.start : token.end] for token in found[part.first : part.last]) for part in parts
    )


def _comments(text: str, found: Sequence[Token], parts: Sequence[Part], number: int) -> Iterator[str]:
    """Yield the comments with the text of a sentence and the white space around it that a reader would not restore."""
    part, is_last = parts[number], number + 1 == len(parts)
    start, end = found[part.first].start, found[part.last - 1].end
    yield f"# text = {escaped(text[start:end])}\n"
    if number == 0 and start > 0:
        yield f"# spaces_before = {escaped_spaces(text[:start])}\n"
    after = text[end : len(text) if is_last else found[parts[number + 1].first].start]
    if after != ("" if is_last else " "):
        yield f"# spaces_after = {escaped_spaces(after)}\n"


def _held(
    record: Record, here: Sequence[TokenSpan], without: Iterable[tuple[TokenSpan, Loss]], losses: Losses
) -> list[TokenSpan]:
    """Return the spans of a sentence whose tokens have tags of them. The others are counted in `losses`."""
    reasons = {_run(one): loss for one, loss in without}
    for one in sorted(here, key=lambda one: (one.span.start, -one.span.end)):
        if (loss := reasons.get(_run(one))) is not None:
            losses.add_span(loss, record, one.span)
    return [one for one in here if _run(one) not in reasons]


def _exact(
    record: Record, held: Sequence[TokenSpan], words: Sequence[Token], losses: Losses
) -> Iterator[str]:
    """Yield the comment with the ranges of spans that are not those of their tokens, and of others with the same tokens.

    What of a span is in the white space around the sentence is not in the comment, and is counted in `losses`, as is a span that becomes
    equal to another by that.
    """
    first, last = words[0].start, words[-1].end
    moved = {_run(one) for one in held if one.moved}
    whole = {Place(one.span.start - first, one.span.end - first, one.span.label) for one in held}
    places: dict[Place, TokenSpan] = {}
    for one in held:
        start, end = max(one.span.start, first), min(one.span.end, last)
        place = Place(start - first, end - first, one.span.label)
        if has_grown(one, words):
            add_moved(Loss.WIDENED, record, one, words, losses)
        if (start, end) != (one.span.start, one.span.end):
            if place in whole or place in places:
                losses.add_span(Loss.MERGED, record, one.span)
                continue
            losses.add_span(Loss.EDGES, record, one.span, f"{start}–{end} «{record.text[start:end]}»")
        places[place] = one
    add_same_words(record, list(places.values()), words, losses)
    if exact := [place for place, one in places.items() if _run(one) in moved]:
        yield exact_comment(exact)


def _run(one: TokenSpan) -> Run:
    return Run(one.first, one.last, one.span.label)


def _tags(columns: Sequence[Sequence[TokenSpan]], size: int, options: ConllOptions) -> list[list[str]]:
    """Return the columns of tags of a sentence of `size` tokens, one at least."""
    return [encode_tags(map(_run, column), size, options.tags) for column in columns] or [["O"] * size]


def _token_lines(
    text: str, found: Sequence[Token], columns: Sequence[Sequence[str]], options: ConllOptions
) -> Iterator[str]:
    for index, token in enumerate(found):
        tags = [column[index] for column in columns]
        while not options.columns and len(tags) > 1 and tags[-1] == "O":
            tags.pop()
        number = [str(index + 1)] if options.numbers else []
        yield "\t".join([*number, text[token.start : token.end], *tags]) + "\n"
