"""An article that is put together sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.article_fields import is_id, make_article, split_fields
from annotator.formats.conll import exact
from annotator.formats.conll.escapes import unescaped, unescaped_spaces
from annotator.formats.notation import decode_brackets
from annotator.formats.tags import decode_tags
from annotator.limits import FILE, SPANS, WORDS
from annotator.model import IncomingSpan, Loss
from annotator.text import segment
from annotator.text.plain import plain
from annotator.text.segment import SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from annotator.formats.conll.columns import Layout
    from annotator.formats.conll.sentences import Sentence
    from annotator.formats.conll.strays import StrayTags
    from annotator.formats.tags import Run
    from annotator.model import Incoming, Refusal


UNREAD = "fields of words in columns that are not read"
TWICE = "spans that stand in two columns"
OTHER_TEXTS = "comments with a text that does not consist of the words"
COMMENTS = "comments"
UNFIT = "exact ranges of spans in comments that no span of the tags has"
EXACT = (
    "spans whose edges stand in comments (# exact_spans) have these; take the comments out where the tags are to count, "
    "as in what a model wrote into an exported file"
)
WIDENED = "edges of spans inside multiword tokens, moved to the edges of these"
TOKENS = "tokens that can't be told from the text"
ENDS = "ends of sentences that can't be told from the text"
CUT_TOKENS = "tokens of which an export makes several"
CUT_SENTENCES = "sentences of which an export makes several"

_SHOWN = 60
"""How many characters of a tag a message has."""

_HANDLED = ("text", "spaces_before", "spaces_after")


class Source(NamedTuple):
    """The file of an article and its columns. `ours` says that this program wrote it, so that its name is not kept."""

    path: Path
    layout: Layout
    ours: bool
    strays: StrayTags


class Article:
    """An article with its spans. `name` is its id where it can be one, `document` the document that it is from.

    `line` is None where the article is the whole file. `part` is the value of the column that parts articles.
    """

    def __init__(
        self, source: Source, line: int | None, name: str | None, document: str | None, part: str | None
    ) -> None:
        self._source = source
        self._path = source.path
        self._line = line
        counted = (
            name is not None and name.isdecimal()
        )  # ids that number the sentences of a file are not unique
        self._id = name if name is not None and is_id(name) and not (counted and name != document) else None
        self._document = document
        self._part = part
        self._parts: list[str] = []
        self._length = 0
        self._after: str | None = None
        self._spans: dict[tuple[int, int, str], IncomingSpan] = {}
        self._tokens: list[tuple[int, int]] = []
        self._ends: list[int] = []
        """The numbers of tokens before the ends of sentences that the text may not tell."""
        self._sentences: list[int] = []
        """The numbers of tokens before the ends of all sentences."""
        self._spaced = True
        """Whether white space alone tells the tokens."""
        self._comments: dict[str, str | None] = {}
        self._has_exact = False
        self._lost: Counter[str] = Counter()
        self._error: InputError | None = None
        self._bad: list[InputError] = []

    def add(self, sentence: Sentence, *, skip_bad: bool) -> None:
        """Append a sentence. The error of one that can't be read is kept for `result`."""
        self._bad += sentence.bad
        self._error = self._error or sentence.error
        if self._error is not None or not sentence.tokens:
            return
        text, ranges, spaced = self._text(sentence)
        self._separate(sentence, exact=spaced)
        if self._length + len(text) > FILE.most:
            self._error = InputError(f"the article {text_files.TOO_LARGE}", self._path, sentence.line)
            return
        if fault := WORDS.fault(len(self._tokens) + len(sentence.tokens)):
            self._error = InputError(f"{fault}; split it", self._path, sentence.line)
            return
        places = self._places(sentence, text, ranges)
        unfit = {*places}
        for run in self._runs(sentence, skip_bad=skip_bad):
            unfit.discard(run)
            start, end = ranges[run.first][0], ranges[run.last - 1][1]
            if text[start:end].isspace():
                self._lost[Loss.EMPTY.value] += 1
                continue
            if sentence.units is not None:
                self._lost[WIDENED] += _widened(run, ranges)
            self._has_exact = self._has_exact or run in places
            for place in places.get(run, [(start, end, run.label)]):
                start, end, label = self._length + place[0], self._length + place[1], place[2]
                if (start, end, label) in self._spans:
                    self._lost[TWICE] += 1
                self._spans[start, end, label] = IncomingSpan(start=start, end=end, label=label)
                if fault := SPANS.fault(len(self._spans)):
                    self._error = InputError(f"{fault}; split the article", self._path, sentence.line)
                    return
        self._lost[UNFIT] += sum(len(places[run]) for run in unfit)
        self._lost[UNREAD] += sum(token.unread for token in sentence.tokens)
        self._lost.update(sentence.lost)
        self._note_comments(sentence)
        self._spaced = self._spaced and len(text.split()) == len(ranges)
        self._tokens += [(self._length + start, self._length + end) for start, end in ranges]
        self._sentences.append(len(self._tokens))
        self._append(text)

    def result(self) -> Iterator[Incoming | Refusal]:
        """Yield the article or its refusal, and one for each line that was left out; nothing where there is no sentence."""
        try:
            if self._error is not None:
                raise self._error
            if self._parts:
                yield self._made()
        except InputError as error:
            yield text_files.refusal(error, self._path)
        for bad in self._bad:
            yield text_files.refusal(bad, self._path)

    def _made(self) -> Incoming:
        self._append(self._after or "")
        text = "".join(self._parts)
        fields, metadata = split_fields(
            {key: value for key, value in self._comments.items() if value is not None}
        )
        if "id" in fields:
            metadata["id"] = fields["id"]
        fields |= {"text": text, "id": self._id}
        self._count_boundaries(text)
        return make_article(
            fields,
            self._path,
            self._line,
            metadata=metadata | self._origin(),
            spans=tuple(self._spans.values()),
            lost=dict(+self._lost),
            notes=(EXACT,) if self._has_exact else (),
        )

    def _origin(self) -> dict[str, Any]:
        """Return the names of the file and of the document; none of a file that this program wrote."""
        origin: dict[str, Any] = {}
        if not (self._source.ours and self._id is not None and self._id == self._document):
            origin["file"] = self._path.name
        if self._document is not None and self._id != self._document:
            origin["document"] = self._document
        if self._part is not None:
            layout = self._source.layout
            at = layout.part or 0
            origin[layout.names[at].lower() if 0 <= at < len(layout.names) else f"column {at + 1}"] = (
                self._part
            )
        return origin

    def _runs(self, sentence: Sentence, *, skip_bad: bool) -> Iterator[Run]:
        brackets = self._source.layout.notation.kind == "brackets"
        for column in sentence.columns():
            if brackets:
                runs, wrong = decode_brackets(column)
                for token, reason in wrong:
                    bad = InputError(
                        f"{plain(column[token].label[:_SHOWN])!r} {reason}; mend it, or leave it out with --skip-bad",
                        self._path,
                        sentence.tokens[token].line,
                    )
                    if skip_bad:
                        self._bad.append(bad)
                    else:
                        self._error = self._error or bad
            else:
                runs, strays = decode_tags(column)
                for token in strays:
                    self._source.strays.count(sentence.tokens[token].line, column[token].label, self._lost)
            yield from runs

    def _places(
        self, sentence: Sentence, text: str, ranges: Sequence[tuple[int, int]]
    ) -> dict[Run, list[exact.Place]]:
        """Return the exact ranges that a comment says spans of these tokens and labels have."""
        places = exact.parse_places(sentence.comments.get(exact.KEY)) or []
        if not places:
            return {}
        fits = text in _readings(sentence.comments.get("text", ""))
        found = exact.by_run(places, ranges) if fits else {}
        self._lost[UNFIT] += len(places) - sum(map(len, found.values()))
        return found

    def _text(self, sentence: Sentence) -> tuple[str, list[tuple[int, int]], bool]:
        """Return the text of a sentence, the ranges of its tokens in it, and whether its white space is known."""
        units = sentence.units
        forms = [token.form for token in sentence.tokens] if units is None else [unit.form for unit in units]
        if (comment := sentence.comments.get("text")) is not None:
            for text in _readings(comment):
                if (ranges := _align(forms, text)) is not None:
                    return text, self._token_ranges(sentence, ranges), True
            self._lost[OTHER_TEXTS] += 1
        exact = self._source.layout.spaces
        if not exact:
            self._lost[Loss.SPACES.value] += 1
        if units is None:
            return " ".join(forms), _joined(forms), exact
        ranges, parts, start = [], [], 0
        for number, form in enumerate(forms):
            ranges.append((start, start + len(form)))
            after = units[number].after
            gap = "" if number + 1 == len(forms) else " " if after is None else after
            parts += [form, gap]
            start += len(form) + len(gap)
        return "".join(parts), self._token_ranges(sentence, ranges), exact

    def _token_ranges(self, sentence: Sentence, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the ranges of tokens by those of units. Words that a multiword token does not consist of have its range."""
        if sentence.units is None:
            return ranges
        found: list[tuple[int, int]] = []
        for unit, (start, end) in zip(sentence.units, ranges, strict=True):
            forms = [token.form for token in sentence.tokens[unit.first : unit.last]]
            if len(forms) == 1 or "".join(forms) != unit.form:
                found += [(start, end)] * len(forms)
                continue
            for form in forms:
                found.append((start, start + len(form)))
                start += len(form)
        return found

    def _separate(self, sentence: Sentence, *, exact: bool) -> None:
        after = self._after
        if self._parts and after is None:
            after = " " if exact and not sentence.paragraph else "\n"
        if self._parts and after is not None and "\n" not in after:
            self._ends.append(len(self._tokens))
        self._append(after or "")
        if not self._parts:
            self._append(unescaped_spaces(sentence.comments.get("spaces_before")) or "")
        self._after = unescaped_spaces(sentence.comments.get("spaces_after"))
        if self._after is None and sentence.units:
            self._after = sentence.units[-1].after

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)

    def _note_comments(self, sentence: Sentence) -> None:
        """Keep the comments that have the same value in all sentences; others are counted."""
        self._lost[COMMENTS] += sentence.remarks
        for key, value in sentence.comments.items():
            if key == exact.KEY and exact.parse_places(value) is not None:
                continue
            if key in _HANDLED or (key in ("sent_id", "id") and value == self._id):
                continue
            known = self._comments.setdefault(key, value)
            if known != value:
                self._lost[COMMENTS] += 1 if known is None else 2
                self._comments[key] = None

    def _count_boundaries(self, text: str) -> None:
        """Count the tokens and the ends of sentences that the text and the spans don't tell, and what exports cut further."""
        if self._spaced:
            self._lost[CUT_TOKENS] += sum(not _is_one(text[start:end]) for start, end in self._tokens)
        else:
            cuts = {edge for start, end, _ in self._spans for edge in (start, end)}
            told = {(token.start, token.end) for way in ((), cuts) for token in segment.tokens(text, way)}
            self._lost[TOKENS] += sum(token not in told for token in self._tokens)
        starts = [start for start, _ in self._tokens]
        ends = {bisect_left(starts, end) for _, end in segment.text_sentences(text)}
        self._lost[ENDS] += sum(end not in ends for end in self._ends)
        within = ends.difference(self._sentences, self._run_over(starts))
        self._lost[CUT_SENTENCES] += len({bisect_left(self._sentences, end) for end in within})

    def _run_over(self, starts: Sequence[int]) -> Iterator[int]:
        """Yield the numbers of tokens before which no sentence ends, because a span goes on there."""
        last = 0
        for start, end, _ in sorted(self._spans):
            first = bisect_right(starts, start)
            yield from range(max(first, last), bisect_left(starts, end))
            last = max(last, bisect_left(starts, end))


@lru_cache(maxsize=10_000)
def _is_one(word: str) -> bool:
    """Return whether what stands between white space is one token."""
    return next(segment.tokens(word), None) == (0, len(word))


def _joined(forms: Iterable[str]) -> list[tuple[int, int]]:
    """Return the ranges of tokens that are joined by single spaces."""
    ranges = []
    start = 0
    for form in forms:
        end = start + len(form)
        ranges.append((start, end))
        start = end + 1
    return ranges


def _widened(run: Run, ranges: list[tuple[int, int]]) -> int:
    """Count the edges of a run that are inside a multiword token, whose words all have its range."""
    inside = run.first > 0 and ranges[run.first - 1] == ranges[run.first]
    return inside + (run.last < len(ranges) and ranges[run.last - 1] == ranges[run.last])


_SPACE = regex.compile(f"{SPACE}*+")


def _align(tokens: Iterable[str], text: str) -> list[tuple[int, int]] | None:
    """Return the range of each token in the text; None unless they are all of the text but its white space, in order."""
    found = []
    offset = 0
    for token in tokens:
        start = _after_space(text, offset) if not token.isspace() else text.find(token, offset)
        if not text.startswith(token, start) or not (start <= offset or text[offset:start].isspace()):
            return None
        offset = start + len(token)
        found.append((start, offset))
    return found if _after_space(text, offset) == len(text) else None


def _readings(text: str) -> list[str]:
    """Return the texts that a comment `text` may stand for: as it is, and unescaped.

    Tokens can't fit both: the second has fewer characters that are not white space.
    """
    plain = unescaped(text)
    return [text] if plain == text else [text, plain]


def _after_space(text: str, offset: int) -> int:
    found = _SPACE.match(text, offset)
    return int(found.end()) if found else offset
