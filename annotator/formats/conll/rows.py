"""The words of a CoNLL file: a line each, and in CoNLL-U multiword tokens and empty nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError
from annotator.formats.conll.escapes import unescaped_spaces
from annotator.formats.conll.survey import DOCUMENT, SPACES, shown, split_line
from annotator.formats.tags import OUTSIDE, Tag
from annotator.limits import COLUMNS, TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.formats.conll.columns import Layout


_MOST_KNOWN = 20_000
_MOST_CHARACTERS = 1_000_000
"""How many different ends of lines are kept with their tags, and with how many characters."""

_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_DIGITS = 10
_EMPTY_NODE = re.compile(r"[0-9]+\.[0-9]+")
_NO_NAME = frozenset((DOCUMENT, "O", "o", "-X-", "_", "-"))
_NOTHING = frozenset(("", "_", "-X-"))
"""Fields that hold nothing."""


class TokenLine(NamedTuple):
    """A token with its tags, one a column, and the number of its line.

    `unread` counts the fields that are not read. `id` and `misc` are its fields in CoNLL-U, `part` that which parts
    articles. Of a line that begins a document the form is `DOCUMENT`, and `part` the document's name.
    """

    form: str
    tags: tuple[Tag, ...]
    line: int
    unread: int = 0
    id: str = ""
    misc: str = ""
    part: str = ""


class Unit(NamedTuple):
    """What stands in the text for the tokens ``[first, last)`` of a sentence: several of them for a multiword token.

    `after` is the white space after it, None where the file does not say.
    """

    form: str
    first: int
    last: int
    after: str | None = None


class Rows:
    """Reads lines with words by the columns of the file."""

    def __init__(self, layout: Layout, path: Path) -> None:
        self._layout = layout
        self._path = path
        self._known: dict[str, tuple[tuple[Tag, ...], int]] = {}
        """The tags and the number of fields not read, by what comes after the word: most lines end like another one."""
        self._size = 0
        self._plain = layout.word == 0 and layout.ids is layout.misc is layout.part is None
        self._plain = self._plain and all(at > 0 and not key for at, key in layout.tags)

    def token(self, line: str, number: int) -> TokenLine:
        """Return the token of a line. Raises InputError."""
        if not self._plain:
            return self._token(split_line(line), number)
        at = line.find("\t")
        if at < 0:
            at = line.find(" ")
        if at < 1 or line[0] == " " or line[at - 1] == " ":
            return self._token(split_line(line), number)
        form, end = line[:at], line[at:]
        known = self._known.get(end)
        if known is not None and form != DOCUMENT:
            return TokenLine(form, known[0], number, known[1])
        token = self._token(split_line(line), number)
        if token.form != DOCUMENT:
            self._size += len(end)
            if len(self._known) >= _MOST_KNOWN or self._size > _MOST_CHARACTERS:
                self._known.clear()
                self._size = len(end)
            self._known[end] = token.tags, token.unread
        return token

    def is_word(self, line: str) -> bool:
        """Return whether a line that begins with # is a word and not a comment: it has a tag, as other lines, and no equals sign.

        Labels without letters have to be those of other lines, or stand after a tab.
        """
        layout = self._layout
        fields = split_line(line)
        if "=" in fields or fields[:1] == [""] or layout.ids == 0:
            return False
        values = [value for _, value in layout.tag_fields(fields)]
        if len(fields) not in layout.widths and len(values) < len(fields) - 1:
            return False
        plain = "\t" in line or layout.notation.kind != "bare"
        return bool(values) and all(
            layout.tag(value) is not None and (plain or value in layout.values) for value in values
        )

    def _token(self, fields: list[str], number: int) -> TokenLine:
        layout = self._layout
        while fields and not fields[-1]:
            fields.pop()
        if fault := COLUMNS.fault(len(fields)):
            raise InputError(f"{fault}; leave out the columns that are not needed", self._path, number)
        if DOCUMENT in fields:
            rest = [field for field in fields[fields.index(DOCUMENT) + 1 :] if field not in _NO_NAME]
            return TokenLine(DOCUMENT, (), number, part=" ".join(rest).strip("()"))
        word = layout.word if layout.word >= 0 else len(fields) + layout.word
        form = fields[word] if 0 <= word < len(fields) else ""
        if not form:
            raise self._error(
                "has no word before its tags" if word == 0 else f"has no word in column {word + 1}",
                fields,
                number,
            )
        found = layout.tag_fields(fields)
        if not found:
            column = f" in column {layout.tags[0][0] + 1}" if layout.tags and layout.tags[0][0] >= 0 else ""
            reason = f"{form!r} has no tag{column}; write the word, a tab and its tag, O for none"
            raise self._error(reason, fields, number)
        tags = []
        for at, value in found:
            for one in value.split("|") if layout.several else [value]:
                tag = layout.tag(one) if one else OUTSIDE
                if tag is None:
                    raise self._no_tag(value, at, fields, number)
                tags.append(tag)
        if fault := TAGS.fault(len(tags)):
            raise InputError(f"{fault}; leave out those that are not needed", self._path, number)
        read = {word, layout.ids, layout.misc, layout.part, *(at for at, _ in found)}
        misc = fields[layout.misc] if layout.misc is not None and layout.misc < len(fields) else ""
        unread = sum(field not in _NOTHING and at not in read for at, field in enumerate(fields))
        return TokenLine(
            form,
            tuple(tags),
            number,
            unread + _unread_pairs(misc, layout),
            fields[layout.ids] if layout.ids is not None and layout.ids < len(fields) else "",
            misc,
            fields[layout.part] if layout.part is not None and layout.part < len(fields) else "",
        )

    def _no_tag(self, value: str, at: int, fields: Sequence[str], number: int) -> InputError:
        if self._layout.numbers and value.isdigit():
            return self._error(
                f"the tag {value} has no name: --tag-names has {len(self._layout.numbers)}", fields, number
            )
        what = "a tag is O, or one of B I E S L U M W with a dash and a label"
        if len(fields) <= 2:
            return self._error(f"{value!r} is no tag; {what}", fields, number)
        return self._error(
            f"{value!r} in column {at + 1} is no tag; {what}: say which columns are read with --word-column N and "
            "--tag-column N (-1 is the last)",
            fields,
            number,
        )

    def _error(self, reason: str, fields: Sequence[str], number: int) -> InputError:
        seen = f"; the columns are {shown(fields, self._layout.names)}" if len(fields) > 2 else ""
        return InputError(f"{reason}{seen}", self._path, number)


def _unread_pairs(misc: str, layout: Layout) -> int:
    """Count the pairs of a column MISC that are not read."""
    if misc in ("", "_"):
        return 0
    read = {*SPACES, *(key for at, key in layout.tags if at == layout.misc)}
    if "" in read or (not layout.tags and layout.misc is not None):
        return 0  # all of it is a tag
    return sum(pair.partition("=")[0].casefold() not in read for pair in misc.split("|"))


class Units(NamedTuple):
    """The tokens of a sentence in CoNLL-U, what stands in the text for them, and what is not read."""

    tokens: list[TokenLine]
    units: list[Unit]
    empty_nodes: int
    tags: int
    """Tags of multiword tokens whose words have tags of their own."""


def units(rows: Sequence[TokenLine]) -> Units:
    """Return the tokens of the rows of a sentence, whose IDs may be ranges (``1-2``) or those of empty nodes (``1.1``).

    A multiword token that has a tag, while its words have none, is one token; else each of its words is.
    """
    tokens: list[TokenLine] = []
    found: list[Unit] = []
    empty_nodes = ignored = at = 0
    while at < len(rows):
        row = rows[at]
        at += 1
        if _EMPTY_NODE.fullmatch(row.id):
            empty_nodes += 1
            continue
        first = len(tokens)
        if (ids := _RANGE.fullmatch(row.id)) is None:
            tokens.append(row)
        else:
            words = []
            while at < len(rows) and _in_range(rows[at].id, int(ids[2])):
                if _EMPTY_NODE.fullmatch(rows[at].id):
                    empty_nodes += 1
                else:
                    words.append(rows[at])
                at += 1
            tagged = any(tag is not OUTSIDE for tag in row.tags)
            if not words or (tagged and not any(tag is not OUTSIDE for word in words for tag in word.tags)):
                tokens.append(row)
            else:
                tokens += words
                ignored += tagged
        found.append(Unit(row.form, first, len(tokens), _after(row.misc)))
    return Units(tokens, found, empty_nodes, ignored)


def _in_range(id: str, last: int) -> bool:  # noqa: A002
    number = id.partition(".")[0]
    return number.isascii() and number.isdigit() and len(number) < _DIGITS and int(number) <= last


def _after(misc: str) -> str | None:
    for pair in misc.split("|"):
        key, _, value = pair.partition("=")
        if key == "SpaceAfter" and value == "No":
            return ""
        if key == "SpacesAfter":
            return unescaped_spaces(value)
    return None
