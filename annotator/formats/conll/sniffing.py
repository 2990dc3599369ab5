"""Whether the beginning of a file looks like CoNLL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.formats.conll.comments import BEGINS
from annotator.formats.conll.json_lines import begins_with_objects, is_object
from annotator.formats.conll.survey import DOCUMENT, Survey
from annotator.formats.detect import HEAD
from annotator.formats.notation import ENOUGH, Notation, find_notation

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEW = 5
"""How few lines with words are too few to tell tags of no span, or labels without letters, from the words of a text."""

_TAGGED = re.compile(r"\S.*[ \t](?:O|[BIESLUMW]-\S+)[ \t\r]*")
_ALL_TAGS = re.compile(r"\S+(?:[ \t]+(?:O|[BIESLUMW]-\S+))+[ \t\r]*")
_NO_SPAN = re.compile(r".*[ \t]O[ \t\r]*")

_NUMBER = re.compile(r"[0-9.]+")

_MARK = re.compile(rf"^(?:{DOCUMENT}|{BEGINS.pattern})", re.MULTILINE)
_CONLLU = 10


def looks_like(head: bytes, *, named: bool) -> float:
    """Return 0.9 where the lines end in tags, in the columns of CoNLL-U, or in few labels and an O for no span; else 0.

    Nothing in JSON is CoNLL. `named` says that the name of the file is one of CoNLL. Elsewhere a few lines without the mark of a
    document may be prose: one line alone is no CoNLL, unless it has the columns of CoNLL-U.
    """
    text = head.decode("utf-8", "ignore")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    if len(head) >= HEAD:
        text = text.rpartition("\n")[0]
    lines = [line for line in text.split("\n") if line.strip() and line[0] != "#"]
    if not lines or begins_with_objects(head) or any(line[0] == "{" and is_object(line) for line in lines):
        return 0.0
    if not (named or len(lines) >= _FEW or _MARK.search(text) or _certain(lines)):
        return 0.0
    if sum(_TAGGED.fullmatch(line) is not None for line in lines) >= ENOUGH * len(lines):
        return 0.9
    return _looks_rare(text)


def _certain(lines: Sequence[str]) -> bool:
    """Return whether a few lines can hardly be prose: in tabs, or equally many words with a tag of a span, or nothing but tags."""
    if all(line.count("\t") == _CONLLU - 1 for line in lines):
        return True
    if len(lines) == 1 or all(map(_NO_SPAN.fullmatch, lines)):
        return False
    return len({len(line.split()) for line in lines}) == 1 or all(map(_ALL_TAGS.fullmatch, lines))


def _looks_rare(text: str) -> float:
    """Return 0.9 for one of the rarer forms."""
    found = Survey()
    found.add(text)
    found.flush()
    if found.conllu:
        return 0.9
    if found.last.open or found.widths.keys() & {1} or not found.rows:
        return 0.0
    notation = find_notation(found.last.values, certain=False)
    if not isinstance(notation, Notation):
        return 0.0
    spans = {value: count for value, count in found.last.values.items() if value not in notation.no_span}
    read = sum(count for value, count in spans.items() if notation.parse(value) is not None)
    if not spans or read < 0.9 * sum(spans.values()):
        return 0.0
    if notation.kind in ("letters", "alone"):
        return 0.9
    if all(map(_NUMBER.fullmatch, found.last.values.keys() - {found.first[-1]})):
        return 0.0  # a column of numbers under its heading
    return 0.9 if found.rows >= _FEW and len(spans) <= 0.3 * found.rows and len(found.widths) == 1 else 0.0
