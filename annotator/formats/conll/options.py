"""How CoNLL is to be written and read."""

from __future__ import annotations

from typing import ClassVar, Literal

from annotator.formats.base import Options

Scheme = Literal["iob2", "iobes", "bilou"]
"""How the tags of a span's first, middle and last words, and of a single one, begin."""

MOST = 9
"""The most columns of tags that can be asked for."""


class ConllOptions(Options, frozen=True, kw_only=True):
    """Options of `conll`; reading finds out by itself how tags begin and how many columns there are."""

    tags: Scheme = "iob2"
    columns: int = 1
    nested: Literal["outermost", "innermost"] = "outermost"
    no_split: bool = False
    comments: bool = True
    numbers: bool = False
    article: Literal["sentence", "file"] = "sentence"

    HELP: ClassVar[dict[str, str]] = {
        "tags": "How tags begin: B I O, with E and S for last and single words, or with L and U.",
        "columns": f"Columns of tags: 1, up to {MOST} for spans inside others, or 0: as many as a line needs.",
        "nested": "Which of overlapping spans the columns hold first.",
        "no_split": "Keep words whole: spans grow to whole words, and each one that does is told.",
        "comments": "Write ids, texts and white space in comments, so that the file can be read back as it was; "
        "without them -DOCSTART- parts the articles.",
        "numbers": "Write a first column with the number of each word in its sentence.",
        "article": "What an article is where the file marks none: each sentence, or all of it.",
    }
    READING: ClassVar[tuple[str, ...]] = ("article",)
