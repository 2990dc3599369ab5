"""CoNLL: a token a line with its tags, and a blank line after each sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from annotator.errors import UsageError
from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.losses import OF_ARTICLES
from annotator.formats.tags import Scheme
from annotator.formats.tokens import HELP as TOKENS
from annotator.formats.tokens import Tokens
from annotator.limits import COLUMNS
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, Refusal


MOST_COLUMNS = 9
"""The most columns of tags."""


class ConllOptions(Options, frozen=True, kw_only=True):
    """The options of `conll`. Reading finds out how tags are written, and which columns have words and tags, where it is plain."""

    tags: Scheme = "iob2"
    columns: int = 1
    nested: Literal["outermost", "innermost"] = "outermost"
    tokens: Tokens = "words"
    comments: bool = True
    numbers: bool = False
    article: str = "auto"
    word_column: str = ""
    tag_column: str = ""
    tag_names: str = ""

    HELP: ClassVar[dict[str, str]] = {
        "tags": "How tags begin: B I O, with E and S for last and single words, or with L and U.",
        "columns": f"Columns of tags: 1, up to {MOST_COLUMNS} for spans inside others, or 0: as many as a line needs, {COLUMNS.most - 2} at most.",
        "nested": "Which of overlapping spans the columns hold first.",
        "tokens": TOKENS,
        "comments": "Write ids, texts and white space in comments, so that the file can be read back as it was; "
        "without them -DOCSTART- parts the articles.",
        "numbers": "Write a first column with the number of each word in its sentence.",
        "article": "What an article is: a document (where none is marked, auto takes each sentence), a sentence, so many "
        "sentences as 20, the whole file, or what has one value in column:N or comment:KEY.",
        "word_column": "The column with the words: its number from 1, or its name.",
        "tag_column": "The column with the tags: its number from 1 (-1: the last), or its name; several as in 4,5; "
        "misc:NE for the pair NE=... in a column.",
        "tag_names": "The names of tags that are numbers, from that of 0 on, as in O,B-actor,I-actor.",
    }
    ONLY_READING: ClassVar[tuple[str, ...]] = ("article", "word_column", "tag_column", "tag_names")

    def __post_init__(self) -> None:
        """Raise UsageError for a value that says nothing."""
        if (self.article, self.word_column, self.tag_column, self.tag_names) == ("auto", "", "", ""):
            return
        from annotator.formats.conll.articles import parse_articles
        from annotator.formats.conll.columns import check_columns
        from annotator.formats.notation import parse_tag_names

        parse_articles(self.article)
        parse_tag_names(self.tag_names)
        if self.word_column:
            check_columns("--word-column", self.word_column)
        if self.tag_column:
            check_columns("--tag-column", self.tag_column, key=True, several=True)


_PLUS = re.compile(rb"# global\.columns *=|#begin document ")


class Conll(Format, listed="conll"):
    """A line is a token, a tab or spaces, and one tag or several, a column for each depth of nesting.

    Read: IOB1, IOB2, BIOES, BILOU, BMES and BMEWO, with the letter before or after the label, small or capital, and any
    of the usual separators; labels without letters; the brackets of CoNLL-2012; and tags in a column of CoNLL-U. A document
    begins with ``-DOCSTART-``, ``# newdoc`` or ``#begin document``. The text of a sentence is that of its comment
    ``# text = ...`` where it consists of the tokens; otherwise the tokens are joined with single spaces, or by
    ``SpaceAfter=No``, and sentences with line feeds, which is reported. All columns after the token are read where all are
    tags, otherwise the last one only; where neither is plain, the file is refused with the columns that it has.

    Written: CoNLL-U Plus with the columns FORM and NER, separated by tabs. Sentences are joined
    where a span crosses their border. White space that a reader would not restore is in the comments ``# spaces_before``
    and ``# spaces_after``, and the ranges of spans that are not those of their tokens in ``# exact_spans``.
    """

    options = ConllOptions
    loses_reading = (Loss.SPACES,)
    loses_writing = (
        *OF_ARTICLES,
        Loss.SPACES,
        Loss.NESTED,
        Loss.CROSSING,
        Loss.SAME_RANGE,
        Loss.TWINS,
        Loss.MERGED,
        Loss.SAME_WORDS,
        Loss.MOVED,
        Loss.WIDENED,
        Loss.EDGES,
        Loss.EMPTY,
        Loss.JOINED,
    )

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for lines that are a token and tags; 1 for the first line of CoNLL-U Plus and of OntoNotes.

        Nothing in JSON is CoNLL. Few lines are CoNLL by the name of the file, or where they have the same columns and a span.
        """
        if _PLUS.match(head):
            return 1.0
        from annotator.formats.conll.sniffing import looks_like

        return max(super().sniff(path, head), looks_like(head, named=path.suffix.lower() in self.suffixes))

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the articles of the file."""
        from annotator.formats.conll import reading

        options = how.options if isinstance(how.options, ConllOptions) else ConllOptions()
        return reading.read_articles(path, how, options)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write the sentences of each record in UTF-8."""
        from annotator.formats.conll import writing

        options = how.options if isinstance(how.options, ConllOptions) else ConllOptions()
        if not 0 <= options.columns <= MOST_COLUMNS:
            raise UsageError(f"--columns is {options.columns}; it can be 0 to {MOST_COLUMNS}.")
        count = 0
        if options.comments or options.numbers:
            out.write(writing.header(options).encode())
        for record in records:
            out.write(writing.article_lines(record, options, losses).encode())
            count += 1
        return count
