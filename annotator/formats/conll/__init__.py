"""CoNLL: a word a line with its tags, a blank line after each sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.conll import reading, writing
from annotator.formats.conll.options import MOST, ConllOptions
from annotator.formats.losses import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, Refusal

_TAGGED = re.compile(rb"(?!#)\S[^\n]*[ \t](?:O|[BIESLU]-\S+)[ \t]*\r?")
_PLUS = re.compile(rb"# global\.columns *=")


class Conll(Format):
    """A line is a word, a tab or spaces, and a tag or several, a column for each depth of nesting.

    Read: IOB1, IOB2, IOBES and BILOU; documents begin with ``-DOCSTART-`` or ``# newdoc id = ...``. A sentence's text
    is that of its comment ``# text = ...`` where the words are its words, or else the words with single spaces, and
    sentences stand on a line each; that is said. Where all columns after the word are tags all are read, otherwise the
    last alone.

    Written: CoNLL-U Plus with the columns FORM and NER, tabs between. Words are cut where a span's edge falls inside one;
    sentences are joined where a span goes over the end of one. White space that a reader would not make anew stands in
    ``# spaces_before`` and ``# spaces_after``.
    """

    name = "conll"
    description = "a word and its tags a line, a blank line between sentences"
    reads = True
    writes = True
    splits = True
    suffixes = (".conll", ".conllup", ".iob", ".iob2", ".bio")
    options = ConllOptions
    loses_reading = (Loss.SPACES,)
    loses_writing = writing.LOSES

    def sniff(self, path: Path, head: bytes) -> float:
        """Say how sure it is: nearly, where each line is a word and a tag."""
        if _PLUS.match(head):
            return 1.0
        lines = [line for line in head.split(b"\n")[:-1] if line.strip() and not line.startswith(b"#")]
        tagged = sum(_TAGGED.fullmatch(line) is not None for line in lines)
        if lines and tagged >= 0.9 * len(lines):
            return 0.9
        return super().sniff(path, head)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the articles of a file."""
        options = how.options if isinstance(how.options, ConllOptions) else ConllOptions()
        return reading.read(path, how.encoding, whole_file=options.article == "file")

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write the sentences of each record in UTF-8."""
        options = how.options if isinstance(how.options, ConllOptions) else ConllOptions()
        if not 0 <= options.columns <= MOST:
            raise UsageError(f"--columns is {options.columns}; it can be 0 to {MOST}.")
        count = 0
        if options.comments or options.numbers:
            out.write(writing.header(options).encode())
        for record in records:
            out.write(writing.article(record, options, losses).encode())
            count += 1
        return count
