"""Whether the beginning of a file looks like CoNLL in one of its rarer forms."""

from __future__ import annotations

from annotator.formats.conll.survey import Survey
from annotator.formats.notation import Notation, find_notation

_WORDS = 5
"""How few lines with words are too few to tell labels without letters from the words of a text."""


def looks_like(head: bytes) -> float:
    """Return 0.9 where the lines end in tags, in the columns of CoNLL-U, or in few labels and an O for no span; else 0."""
    text = head.decode("utf-8", "ignore").rpartition("\n")[0]
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
    return 0.9 if found.rows >= _WORDS and len(spans) <= 0.3 * found.rows and len(found.widths) == 1 else 0.0
