"""Which columns of a CoNLL file have words and tags: as the options say, or as far as it is plain."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from annotator.errors import InputError, UsageError
from annotator.formats.conll.questions import (
    WORDS,
    ask_columns,
    ask_names,
    ask_pairs,
    bracketed,
    looks_tagged,
)
from annotator.formats.conll.survey import Column, Survey, shown
from annotator.formats.notation import ENOUGH, STANDARD, Notation, find_notation, parse_tag_names
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from annotator.formats.conll import ConllOptions
    from annotator.formats.tags import Tag


CONLLU = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
"""The columns of CoNLL-U."""

_TAGS = re.compile(r"NE[RS]?[0-9]*|(?:NER[_-])?TAGS?|LABELS?|BIO|IOB2?|ENTIT(?:Y|IES)")
_NAMED = re.compile(r"(?P<column>[^:,]+)(?::(?P<key>[^:,]+))?")
_DIGITS = 10
"""So many digits and more are no number of a tag."""

_NUMBER = re.compile(r"-?[0-9]{1,3}")


class Layout(Struct, frozen=True, kw_only=True):
    """The columns of a file, as indexes from 0, negative ones from the end.

    `tags` are the columns of tags, each with the key of the pair ``KEY=VALUE`` that is the tag, or an empty string where
    all of the column is; where there are none, each column but `word` and `ids` is one, or with `last` the last one
    alone. `misc` is the column that may have ``SpaceAfter=No``, with `spaces` where the file has that, and `part` the
    column whose change begins an article. `numbers` are the names of tags that are numbers. With `several` a column has several tags with a bar between them. `header` is the number of the line
    that names the columns. With `stops` sentences end after full stops, as no blank line ends one. `values` are the tags of the
    file, and `widths` the numbers of columns of its lines; with `begins` some of them begin spans, else any that goes on with no
    span does. `newline` is what ends a line, and `notes` what to tell.
    """

    word: int = 0
    ids: int | None = None
    tags: tuple[tuple[int, str], ...] = ()
    last: bool = True
    misc: int | None = None
    spaces: bool = False
    part: int | None = None
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    notation: Notation = STANDARD
    several: bool = False
    header: int | None = None
    stops: bool = False
    values: frozenset[str] = frozenset()
    widths: frozenset[int] = frozenset()
    begins: bool = True
    newline: str = "\n"
    notes: tuple[str, ...] = ()

    def tag(self, value: str) -> Tag | None:
        """Return the tag that a value is, None where it is none."""
        if self.numbers and value.isascii() and value.isdigit():
            name = name_of(value, self.numbers)
            return None if name is None else self.notation.parse(name)
        return self.notation.parse(value)

    def tag_fields(self, fields: Sequence[str]) -> list[tuple[int, str]]:
        """Return the tags of a line, each with the index of its column. A line too short for some of them has fewer."""
        size = len(fields)
        if not self.tags:
            others = [
                (at, fields[at]) for at in range(size) if at not in (self.word, self.ids) and fields[at]
            ]
            return others[-1:] if self.last else others
        places = ((at if at >= 0 else size + at, key) for at, key in self.tags)
        return [
            (at, _pair(fields[at], key) if key else fields[at])
            for at, key in places
            if 0 <= at < size and at != self.word
        ]


def _pair(field: str, key: str) -> str:
    for pair in field.split("|"):
        name, sign, value = pair.partition("=")
        if sign and name.casefold() == key:
            return value
    return ""


def choose(found: Survey, options: ConllOptions, path: Path) -> Layout:
    """Return the columns of a file. Raises InputError where it is not plain which have words and tags.

    Raises UsageError for a column with a name that the file does not have.
    """
    header = _header(found)
    names = tuple(found.names) or header or (CONLLU if found.conllu else ())
    ids = names.index("ID") if "ID" in names else 0 if found.numbered and not _tagged_after(found) else None
    word = _word(found, options, names, ids, path)
    if ids == word:
        ids = None
    chosen = _chosen(options.tag_column, names, path)
    if not chosen:
        chosen = _declared(tuple(found.names) or header, found)
    numbers = parse_tag_names(options.tag_names)
    values = _values(found, chosen, numbers)
    several = _several(values)
    notation = find_notation(several or values, certain=bool(chosen), empty=max(found.widths) <= 2)
    if isinstance(notation, str) and not chosen and any(map(looks_tagged, found.columns)):
        raise InputError(ask_columns(found, names, options), path, found.line)
    if isinstance(notation, str):
        raise InputError(ask_names(values), path, found.line)
    missing = _missing(found, chosen, options.tag_column)
    if notation is None and chosen and not values:
        if missing and any(looks_tagged(column, "letters") for column in found.pairs.values()):
            raise InputError(ask_pairs(found, names, missing), path, found.line)
        notation = STANDARD
    if notation is None or not (chosen or _plain(found, notation)):
        raise InputError(ask_columns(found, names, options), path, found.line)
    if chosen and values.keys() <= {"*", "-"} and (tags := bracketed(found)):
        given = f"--tag-column {options.tag_column}"
        reason = f"has no tag of a span in {given}, but such tags in --tag-column {tags}; the columns are"
        raise InputError(f"{reason} {shown(found.first, names)}", path, found.line)
    misc = names.index("MISC") if "MISC" in names else None
    return Layout(
        word=word,
        ids=ids,
        tags=chosen,
        last=not _every(found, word, ids, notation),
        misc=misc,
        spaces=any(at == misc and key in ("SpaceAfter", "SpacesAfter") for at, key in found.pairs),
        part=_part(options.article, names, path),
        numbers=numbers,
        names=names,
        notation=notation,
        several=bool(several),
        header=found.line if header else None,
        stops=options.article not in ("auto", "document", "file")
        and ":" not in options.article
        and found.sentences < 2,
        values=frozenset(values),
        widths=frozenset(found.widths),
        begins=any(
            (tag := notation.parse(value)) is not None and tag.letter in "BSUW" for value in several or values
        ),
        newline=found.newline,
        notes=(
            *_notes(found, options, notation, values, names),
            *(f"no word has {one}, so there are no spans from it" for one in missing),
        ),
    )


def _notes(
    found: Survey, options: ConllOptions, notation: Notation, values: Mapping[str, int], names: Sequence[str]
) -> Iterator[str]:
    several = _several(values)
    yield from notation.notes(several or values)
    if several:
        example = min(value for value in values if "|" in value)
        yield f"several tags of a word, such as {example!r}, were read as spans inside others"
    if (
        options.article not in ("auto", "document", "file")
        and ":" not in options.article
        and found.sentences < 2
    ):
        yield "no blank line ends a sentence, so one ends after each . ! ? ؟ or …"
    if names and not found.names and not found.conllu:
        yield f"the first line, {' '.join(found.first)!r}, names the columns"
    if found.numbered and not names and not options.word_column and not _tagged_after(found):
        yield "the first column numbers the words, so the second was read as the words"
    if (
        options.tag_names
        and not any(value.isdigit() for value in found.last.values)
        and not options.tag_column
    ):
        yield "--tag-names was not needed: the tags are not numbers"


def name_of(value: str, numbers: Sequence[str]) -> str | None:
    """Return the name of a tag that is a number from 0, None for any other value."""
    is_number = value.isascii() and value.isdigit() and len(value) < _DIGITS
    return numbers[int(value)] if is_number and int(value) < len(numbers) else None


def column_index(given: str, names: Sequence[str], option: str, path: Path) -> int:
    """Return the index of a column that was given by its number from 1, from the end where negative, or by its name.

    Raises UsageError.
    """
    if _NUMBER.fullmatch(given) and int(given):
        return int(given) - 1 if int(given) > 0 else int(given)
    if given.upper() in names:
        return list(names).index(given.upper())
    has = f"; {path.name} has {', '.join(names)}" if names else f", and {path.name} does not name its columns"
    raise UsageError(f"{option} {given} names no column: write its number, from 1{has}.")


def check_columns(option: str, value: str, *, key: bool = False, several: bool = False) -> None:
    """Raise UsageError for a value that can't name a column."""
    for one in value.split(",") if several else [value]:
        found = _NAMED.fullmatch(one.strip())
        number = found is not None and _NUMBER.fullmatch(found["column"]) is not None
        if found is None or (found["key"] and not key) or (number and not int(found["column"])):
            ways = "a number from 1 (-1 is the last column) or a name"
            more = ", several with commas, or MISC:KEY for one of the pairs in a column" if key else ""
            raise UsageError(f"{option} {value} names no column: write {ways}{more}.")


def _word(found: Survey, options: ConllOptions, names: Sequence[str], ids: int | None, path: Path) -> int:
    if options.word_column:
        return column_index(options.word_column, names, "--word-column", path)
    if (word := next((at for at, name in enumerate(names) if WORDS.fullmatch(name)), None)) is not None:
        return word
    if ids is not None:
        return ids + 1
    numbers = (found.of_numbers or found.constant) and not _tagged_after(found)
    if numbers or _part(options.article, names, path) in (0, -max(found.widths)):
        raise InputError(ask_columns(found, names, options, what="words"), path, found.line)
    return 0


def _tagged_after(found: Survey) -> bool:
    """Return whether all of the second column are tags, so that only the first can have the words."""
    if len(found.columns) < 2 or found.columns[1].open:
        return False
    return all(STANDARD.parse(value) is not None for value in found.columns[1].values)


def keys_of(given: str) -> list[str]:
    """Return the keys of pairs in an option `tag_column`, in small letters."""
    return [key.casefold() for one in given.split(",") if (key := one.strip().partition(":")[2])]


def _chosen(given: str, names: Sequence[str], path: Path) -> tuple[tuple[int, str], ...]:
    """Return the columns of tags that were given, each with the key of the pair in it."""
    columns = []
    for one in given.split(",") if given else ():
        column, _, key = one.strip().partition(":")
        columns.append((column_index(column, names, "--tag-column", path), key.casefold()))
    return tuple(columns)


def _declared(names: Sequence[str], found: Survey) -> tuple[tuple[int, str], ...]:
    """Return the columns of tags by their names; none where they are all that follows the words, and their values tell it."""
    words = [at for at, name in enumerate(names) if WORDS.fullmatch(name)]
    rest = names[words[0] + 1 :] if words else ()
    if rest and all(map(_TAGS.fullmatch, rest)) and not found.last.open:
        return ()
    return tuple((at, "") for at, name in enumerate(names) if _TAGS.fullmatch(name))


def _header(found: Survey) -> tuple[str, ...]:
    """Return the names of the columns where the first line of words has them, which is then no longer counted."""
    names = tuple(field.upper() for field in found.first)
    if not any(map(WORDS.fullmatch, names)) or not any(map(_TAGS.fullmatch, names)):
        return ()
    found.forget(found.first)
    return names


def _several(values: Mapping[str, int]) -> dict[str, int]:
    """Return the tags of values that are several with a bar between them, an empty dictionary where they are not."""
    split: Counter[str] = Counter()
    for value, count in values.items():
        for part in value.split("|"):
            if STANDARD.parse(part) is None:
                return {}
            split[part] += count
    return split if any("|" in value for value in values) else {}


def _part(article: str, names: Sequence[str], path: Path) -> int | None:
    kind, _, column = article.partition(":")
    return column_index(column, names, "--article column:", path) if kind == "column" else None


def _values(found: Survey, chosen: Sequence[tuple[int, str]], numbers: Sequence[str]) -> dict[str, int]:
    """Count the values of the columns of tags, those that are numbers by their names."""
    columns = [column for at, key in chosen for column in _column(found, at, key)] if chosen else [found.last]
    values: Counter[str] = Counter()
    for column in columns:
        for value, count in column.values.items():
            name = name_of(value, numbers)
            values[value if name is None else name] += count
    return values


def _column(found: Survey, at: int, key: str) -> Iterator[Column]:
    """Yield what was seen of a column, or of a key in it."""
    if at == -1 and not key:
        yield found.last
        return
    if at < 0:
        at += max(found.widths, default=0)
    if key:
        yield from (
            one for (place, name), one in found.pairs.items() if place == at and name.casefold() == key
        )
    elif 0 <= at < len(found.columns):
        yield found.columns[at]


def _plain(found: Survey, notation: Notation) -> bool:
    """Return whether the last column plainly has the tags: brackets may be something else where it is one of several."""
    return not found.last.open and (notation.kind != "brackets" or max(found.widths) <= 2)


def _every(found: Survey, word: int, ids: int | None, notation: Notation) -> bool:
    """Return whether all columns but those of the word and its number are tags, so that spans may be inside others."""
    if notation.kind not in ("letters", "alone"):
        return False
    for at, column in enumerate(found.columns):
        if at in (word, ids):
            continue
        read = sum(count for value, count in column.values.items() if notation.parse(value) is not None)
        if column.open or read < ENOUGH * sum(column.values.values()):
            return False
    return True


def _missing(found: Survey, chosen: Sequence[tuple[int, str]], given: str) -> list[str]:
    """Return the pairs in columns that were given as those with the tags and that no word has."""
    pairs = zip(given.split(","), chosen, strict=False)
    return [one.strip() for one, (at, key) in pairs if key and not any(_column(found, at, key))]
