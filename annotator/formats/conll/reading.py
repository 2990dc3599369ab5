"""Read articles from the sentences of a CoNLL file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.conll.article import Article, Source
from annotator.formats.conll.articles import check_articles, parse_articles
from annotator.formats.conll.columns import choose, keys_of
from annotator.formats.conll.sentences import sentences
from annotator.formats.conll.strays import StrayTags
from annotator.formats.conll.survey import survey
from annotator.model import Incoming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.formats.base import Reading
    from annotator.formats.conll import ConllOptions
    from annotator.formats.conll.articles import Articles
    from annotator.formats.conll.columns import Layout
    from annotator.formats.conll.survey import Survey
    from annotator.model import Refusal


_OURS = re.compile(r"# global\.columns = (?:ID )?FORM NER(?: NER[2-9])*")
"""The first line of a file that this program wrote."""


_NO_WORDS = "has no line with a word and its tag"


def read_articles(path: Path, how: Reading, options: ConllOptions) -> Iterator[Incoming | Refusal]:
    """Yield the articles of a file, and a refusal for each sentence or document that can't be read.

    The file is read twice, first for what its columns are. What is to tell of that comes with the first article.
    """
    rule = parse_articles(options.article)
    try:
        found = survey(path, how.encoding, keys_of(options.tag_column))
        if not found.rows:
            raise InputError(_nothing(path, how.encoding), path)
        layout = choose(found, options, path)
        check_articles(rule, found, path)
    except InputError as error:
        yield text_files.refusal(error, path)
        return
    notes = [*layout.notes, *_told(found, rule)]
    nothing = True
    for record in _articles(path, how, layout, rule, ours=_OURS.fullmatch(found.header) is not None):
        nothing = False
        if notes and isinstance(record, Incoming):
            yield msgspec.structs.replace(record, notes=(*notes, *record.notes))
            notes = []
        else:
            yield record
    if nothing:
        yield text_files.refusal(InputError(_NO_WORDS, path), path)


def _articles(
    path: Path, how: Reading, layout: Layout, rule: Articles, *, ours: bool
) -> Iterator[Incoming | Refusal]:
    source = Source(path=path, layout=layout, ours=ours, strays=StrayTags(path, how.encoding, layout))
    current: Article | None = None
    in_document = False
    document: str | None = None
    mark: str | None = None
    size = 0
    try:
        for sentence in sentences(path, how.encoding, layout, skip_bad=how.skip_bad):
            if sentence.begins:
                in_document, document = True, sentence.document
            before, mark = mark, rule.mark(sentence, mark)
            if current is not None and (
                rule.begins(sentence, size, in_document=in_document)
                or (mark != before and not sentence.empty)
            ):
                yield from current.result()
                current = None
            if sentence.empty and not (sentence.begins and rule.documents):
                continue
            if current is None:
                in_one = rule.documents and in_document
                named = (
                    document
                    if in_one
                    else sentence.id
                    if rule.kind in ("auto", "document", "sentence")
                    else None
                )
                line = None if rule.kind == "file" else sentence.line
                part = mark if rule.kind == "column" else None
                current = Article(source, line, named, document, part)
                size = 0
            current.add(sentence, skip_bad=how.skip_bad)
            size += bool(sentence.tokens)
        if current is not None:
            yield from current.result()
    except InputError as error:
        if current is not None and not (in_document and rule.documents) and rule.kind != "file":
            yield from current.result()  # a document is only read whole
        yield text_files.refusal(error, path)


def _nothing(path: Path, encoding: str) -> str:
    for _, line in text_files.lines(path, encoding, newline="\n"):
        if line is None or line.strip(" \t\r\n"):
            return _NO_WORDS
    return "the file is empty"


_LONG = 1000
"""How many words are many for an article of a file without a blank line."""


def _told(found: Survey, rule: Articles) -> Iterator[str]:
    if rule.kind == "auto" and not found.documents and found.sentences > 1:
        yield (
            "no documents are marked, so each sentence is an article, and equal sentences are one; --article 20 takes twenty "
            "sentences as one, --article file all of a file"
        )
    elif rule.documents and not found.documents and found.rows > _LONG:
        yield (
            f"no blank line ends a sentence, so a file is one article, here of {found.rows:,} words; --article 20 takes twenty "
            "sentences as one, each up to a full stop"
        )
