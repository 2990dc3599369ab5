"""Questions about the columns of a CoNLL file, with what the file has and the options that answer them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from annotator.formats.conll.survey import shown
from annotator.formats.notation import Notation, find_notation
from annotator.limits import VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.formats.conll import ConllOptions
    from annotator.formats.conll.survey import Column, Survey


WORDS = re.compile(r"FORM|WORDS?|TOKENS?")
"""The names of the column with the words."""

_ARABIC = re.compile("[\u0620-\u064a]")
_NO_ENTITY = re.compile(r"\((?:TOP|S|NP|VP|ARG|V\*|C-|R-|[0-9])")
"""Brackets of parses, of arguments and of coreference in CoNLL-2012."""


def ask_names(values: dict[str, int]) -> str:
    """Ask for the names of tags that are numbers."""
    most = max(map(int, values))
    return (
        f"its tags are numbers, from {min(map(int, values))} to {most}: give the name of each, from that of 0 on, with "
        "--tag-names, as in --tag-names O,B-actor,I-actor"
    )


def ask_columns(
    found: Survey, names: Sequence[str], options: ConllOptions, *, what: Literal["tags", "words"] = "tags"
) -> str:
    """Ask which columns have the tags and the words; `what` is not plain."""
    if found.widths.keys() <= {1}:
        return f"{found.first[0]!r} has no tag; write the word, a tab and its tag, O for none"
    tag, word = _guessed(found, names, after=1 if what == "words" else 0)
    wanted = [f"--word-column {word}"] if word and not options.word_column else []
    if what == "tags" or not options.tag_column:
        wanted.append(f"--tag-column {tag or (2 if max(found.widths) == 2 else 'N')}")
    many = (
        f", as the last has more than {VALUES.most} different values"
        if what == "tags" and found.last.open
        else ""
    )
    return (
        f"which column has the {what} is not plain{many}; the columns are {shown(found.first, names)}{_keys(found, names)}: "
        f"say which with {' and '.join(wanted)}"
    )


def ask_pairs(found: Survey, names: Sequence[str], missing: Sequence[str]) -> str:
    """Ask for the key of the tags where the columns of pairs that were given are `missing`."""
    tag, _ = _guessed(found, names)
    return f"no word has {','.join(missing)}{_keys(found, names)}: say which has the tags with --tag-column {tag}"


def _keys(found: Survey, names: Sequence[str]) -> str:
    """Return what a message says of the keys of pairs."""
    pairs: dict[int, list[str]] = {}
    for at, key in found.pairs:
        pairs.setdefault(at, []).append(key)
    told = ""
    for at, keys in pairs.items():
        name = names[at] if at < len(names) else f"column {at + 1}"
        told += f"; {name} has the keys {', '.join(keys[:8])}"
    return told


def _guessed(found: Survey, names: Sequence[str], after: int = 0) -> tuple[str, str]:
    """Return the tag column and the word column that a message proposes, empty strings where none looks like one.

    Words are in none of the first `after` columns.
    """
    for (at, key), column in found.pairs.items():
        if looks_tagged(column):
            return f"{(names[at] if at < len(names) else str(at + 1)).lower()}:{key}", "" if names else "N"
    tags = [at for at, column in enumerate(found.columns) if looks_tagged(column)]
    words = [
        at for at, field in enumerate(found.first) if at >= after and at not in tags and _ARABIC.search(field)
    ]
    word = "" if any(map(WORDS.fullmatch, names)) else str(words[0] + 1) if words else "N"
    return str(tags[-1] + 1) if tags else "", word


def looks_tagged(column: Column, *kinds: str) -> bool:
    """Return whether a column has tags of spans, as far as its values say, and not a parse, arguments or coreference.

    `kinds` are the kinds of notations that count, without them letters and brackets.
    """
    notation = None if column.open else find_notation(column.values, certain=False)
    if not isinstance(notation, Notation) or notation.kind not in (kinds or ("letters", "brackets")):
        return False
    spans = [value for value in column.values if value not in notation.no_span]
    return bool(spans) and not any(_NO_ENTITY.match(value) for value in spans)


def bracketed(found: Survey) -> str:
    """Return the number of the first column with brackets of entities, an empty string where there is none."""
    tagged = (
        at
        for at, column in enumerate(found.columns)
        if looks_tagged(column) and any(value[0] == "(" for value in column.values)
    )
    return next((str(at + 1) for at in tagged), "")
