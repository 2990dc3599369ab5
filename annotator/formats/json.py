"""JSON documents of other tools: a list of records, or lists of records somewhere inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats.base import Format, Reading
from annotator.formats.json_records import JsonOptions
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import Incoming, Refusal


class Json(Format, listed="json"):
    """A record is an article: a text with spans by start, end and label, or tokens with a tag each.

    The fields are found by their names and by what they hold, or named with `--fields`. The records are those of the list
    that the file is, one after the other, or in lists somewhere inside. What our own exports hold is read as by `jsonl`.
    """

    options = JsonOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY, Loss.SPACES)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for records with spans or a text in the list that the file is, or somewhere inside."""
        from annotator.formats.json_records.detecting import document_score

        return document_score(path, head, named=path.suffix.lower() in self.suffixes)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each record with its spans."""
        from annotator.formats.json_records.documents import read_document
        from annotator.formats.json_records.reading import RecordReader
        from annotator.formats.jsonl import article_of

        options = how.options if isinstance(how.options, JsonOptions) else JsonOptions()
        reader = RecordReader(path, options)

        def make(record: object, raw: str, line: int) -> Incoming:
            return article_of(record, raw, reader, path, line)

        return read_document(path, how.encoding, reader, make)
