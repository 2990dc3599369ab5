"""Plain text: one article a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.base import Format, Reading
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Txt(Format, listed="txt"):
    """A file is an article: all of it is the text."""

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article, or a refusal."""
        encoding = how.encoding
        try:
            text = text_files.whole(path, encoding)
            text_files.check_text(text, path, what="the file")
        except InputError as error:
            yield text_files.refusal(error, path)
            return
        yield Incoming(text=text, path=path)
