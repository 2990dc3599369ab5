"""Plain text: one article a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.base import Format, Reading
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Txt(Format):
    """A file is an article: its text is the file's."""

    name = "txt"
    description = "plain text, one article a file"
    reads = True
    spans = False
    suffixes = (".txt",)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article, or why there is none."""
        encoding = how.encoding
        try:
            text = reading.whole(path, encoding)
            reading.check_text(text, path, what="the file")
        except InputError as error:
            yield reading.refusal(error, path)
            return
        yield Incoming(text=text, path=path)
