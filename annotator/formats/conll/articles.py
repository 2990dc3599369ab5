"""Where articles begin in a CoNLL file: the values of the option `article`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from annotator.errors import InputError, UsageError
from annotator.formats.conll.columns import check_columns
from annotator.model import Struct

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.conll.sentences import Sentence
    from annotator.formats.conll.survey import Survey


Kind = Literal["auto", "document", "sentence", "file", "sentences", "column", "comment"]

_SHOWN = 20
"""How many keys of comments a message names."""

VALUES = "auto, document, sentence, file, a number of sentences, column:N or comment:KEY"


class Articles(Struct, frozen=True, kw_only=True):
    """What an article is: `count` sentences at most for "sentences", the sentences with one value of the comment `key`.

    For "auto" and "document" it is a document, and each sentence before the first mark of one. For "column" the lines
    have been parted into sentences by the values of the column.
    """

    kind: Kind
    count: int = 0
    key: str = ""

    @property
    def documents(self) -> bool:
        """Whether articles are the documents of a file."""
        return self.kind in ("auto", "document")

    def mark(self, sentence: Sentence, before: str | None) -> str | None:
        """Return the value whose change begins an article, `before` where the sentence has none."""
        if self.kind == "column":
            return sentence.part
        return sentence.comments.get(self.key, before) if self.kind == "comment" else None

    def begins(self, sentence: Sentence, size: int, *, in_document: bool) -> bool:
        """Return whether an article begins with a sentence, as far as marks don't say it. The one before has `size` sentences."""
        match self.kind:
            case "auto" | "document":
                return sentence.begins or not in_document
            case "sentences":
                return sentence.begins or size >= self.count
            case other:
                return other == "sentence"


def parse_articles(value: str) -> Articles:
    """Return what an option `article` says. Raises UsageError."""
    match value.partition(":"):
        case ("auto", "", ""):
            return Articles(kind="auto")
        case ("document", "", ""):
            return Articles(kind="document")
        case ("sentence", "", ""):
            return Articles(kind="sentence")
        case ("file", "", ""):
            return Articles(kind="file")
        case (number, "", "") if number.isascii() and number.isdigit() and len(number) < 10 and int(number):
            return Articles(kind="sentences", count=int(number))
        case ("column", ":", column):
            check_columns("--article column:", column)
            return Articles(kind="column")
        case ("comment", ":", key) if key.strip():
            return Articles(kind="comment", key=key.strip())
    raise UsageError(f"--article {value} says no way to part a file into articles: write {VALUES}.")


def check_articles(how: Articles, found: Survey, path: Path) -> None:
    """Raise InputError for a file that has no marks of the kind by which it is to be parted."""
    if how.kind == "document" and not found.documents:
        reason = "marks no documents, with # newdoc, -DOCSTART- or #begin document; say with --article what an article is"
        raise InputError(f"{reason}: sentence, file, or a number of sentences", path)
    if how.kind == "comment" and how.key not in found.comments:
        names = [*found.comments]
        has = ", ".join(names[:_SHOWN]) or "none with a key"
        has += f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        raise InputError(f"has no comment with the key {how.key!r}; its comments are: {has}", path)
