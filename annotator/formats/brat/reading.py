"""Read brat's text and annotation files, by the rules of brat's own reader.

A line of an annotation file is an id, a tab and data; that of a text-bound annotation has a tab and its text after them.
Offsets are in code points of the text file as brat decodes it: a byte order mark and each character of a line break count.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError
from annotator.formats import links, text_files
from annotator.formats.brat import configuration
from annotator.formats.brat.fragments import Breaks, Range, text_of
from annotator.limits import OFFSET, SPANS
from annotator.model import Incoming, IncomingSpan, Loss
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

TEXT, ANNOTATIONS = ".txt", ".ann"
"""The endings of the two files."""

BYTE_ORDER_MARK = "\ufeff"

NOTE = "AnnotatorNotes"
"""The type of a note that somebody wrote on an annotation in brat, and the name of the attribute that it becomes."""

_ATTRIBUTE = re.compile(r"(\S+) (\S+)(?: (.*))?", re.DOTALL)
_NOTE = re.compile(r"(\S+) +(\S+)[ \r]*")
_KINDS = {
    "R": Loss.RELATIONS.value,
    "*": Loss.RELATIONS.value,
    "E": "events",
    "N": "links of spans to a knowledge base",
}
_NOTES = "notes on other things than spans"
_ATTRIBUTES = "attributes of other things than spans"
_MORE = "further notes or values of one attribute of a span"
_AFTER = "texts after annotations"
_UNKNOWN = "lines of an unknown kind"
_BOUND = re.compile(r"(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)[ \r]*")
_ID = re.compile(r"(?:[A-Za-z]++|#[A-Za-z]*+)[0-9]{1,18}+\S{0,40}+|\*")


def read_article(path: Path, encoding: str, folder: Path | None) -> Incoming:
    """Return the article that a text file and an annotation file make; `path` is either of them.

    `folder` is that of `links.file_beside`. Raises InputError.
    """
    is_text = path.suffix.lower() == TEXT
    text_path = path if is_text else file_beside(path, TEXT, folder)
    if text_path is None:
        _check_there(path)
        raise InputError(f"has no text beside it; put {path.with_suffix(TEXT).name} into its folder", path)
    _check_encoding(text_path, encoding, path)
    text = text_files.whole(text_path, encoding)
    text_files.check_text(text, text_path, what="the file")
    beside = file_beside(path, ANNOTATIONS, folder) if is_text else path
    if beside is None:
        return Incoming(text=text, path=path)
    _check_encoding(beside, encoding, path)
    label = _labels(beside, folder)
    found = _annotations(text, text_path, beside, encoding, label)
    return Incoming(text=text, path=path, spans=found.spans, lost=found.lost)


def _check_encoding(path: Path, encoding: str, other: Path) -> None:
    """Raise InputError where one of the two files says that it is in another encoding than the other."""
    try:
        with path.open("rb") as file:
            text_files.check_mark(file.read(len(codecs.BOM_UTF32_LE)), encoding, path)
    except OSError as error:
        raise text_files.unreadable(error, path) from error
    except InputError as error:
        raise InputError(
            f"begins with the byte order mark of another encoding than {encoding.upper()}, in which {other.name} is; save both "
            "files in the same one",
            path,
        ) from error


def _annotations(
    text: str, text_path: Path, path: Path, encoding: str, label: Callable[[str], str]
) -> _Annotations:
    """Return the annotations of the file `path`.

    brat counts a byte order mark as a character of the text, other programs do not: both are tried.
    """
    if _has_mark(text_path, encoding):
        try:
            lines = _annotation_lines(path, encoding)
            return _read_annotations(lines, BYTE_ORDER_MARK + text, path, skip=1, label=label)
        except InputError:
            pass
    return _read_annotations(_annotation_lines(path, encoding), text, path, skip=0, label=label)


def _annotation_lines(path: Path, encoding: str) -> Iterator[_Line]:
    for number, line in text_files.lines(path, encoding, newline="\n"):
        if line is None:
            raise InputError(f"the line {text_files.TOO_LARGE}", path, number)
        text_files.check_line(line, encoding, path, number)
        text_files.check_characters(line, path, number, "the line")
        if line and not line.isspace():
            yield _parse_line(line.removesuffix("\n").removesuffix("\r"), path, number)


def _labels(path: Path, folder: Path | None) -> Callable[[str], str]:
    """Return a function from brat's types to labels. It reads `visual.conf` only for a type that may stand for a label."""
    shown: dict[str, str] | None = None

    def label(kind: str) -> str:
        nonlocal shown
        if not configuration.is_stand_in(kind):
            return kind
        if shown is None:
            visual = links.file_beside(path.with_name("visual.conf"), folder)
            shown = configuration.labels_of_stand_ins(text_files.whole(visual, "utf-8")) if visual else {}
        return shown.get(kind, kind)

    return label


def file_beside(path: Path, suffix: str, folder: Path | None) -> Path | None:
    """Return the file of the same name with this ending, in small letters or in capitals; None where there is none.

    `folder` is that of `links.file_beside`. Raises InputError as that does.
    """
    for form in (suffix, suffix.upper()):
        if not path.name.strip("."):
            return None
        if other := links.file_beside(path.with_suffix(form), folder):
            return other
    return None


def is_beside(path: Path, suffix: str) -> bool:
    """Return whether there is a file, or any link, of the same name with this ending."""
    try:
        return any(os.path.lexists(path.with_suffix(form)) for form in (suffix, suffix.upper()))
    except ValueError:  # no name
        return False


def file_of_error(path: Path, error: InputError) -> Path:
    """Return the file that an error is about: `path`, or the one beside it."""
    return path if error.path is None else path.with_name(PurePath(error.path).name)


def _check_there(path: Path) -> None:
    try:
        path.stat()
    except OSError as error:
        raise text_files.unreadable(error, path) from error


def _has_mark(path: Path, encoding: str) -> bool:
    if codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig"):
        return False
    with path.open("rb") as file:
        return file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8


class _Annotations(NamedTuple):
    """The spans of an annotation file in its order, and what else it has, counted."""

    spans: tuple[IncomingSpan, ...]
    lost: dict[str, int]


def _read_annotations(
    found: Iterable[_Line], text: str, path: Path, *, skip: int, label: Callable[[str], str]
) -> _Annotations:
    """Return the annotations that the lines have over `text`. Raises InputError.

    Offsets are counted from the beginning of `text`, whose first `skip` code points are not the article's. An annotation
    whose fragments are apart makes a span for each. `label` makes a label of a type.
    """
    spans: dict[str, _TextBound] = {}
    details: defaultdict[str, dict[str, str]] = defaultdict(dict)
    lost: Counter[str] = Counter()
    ids: set[str] = set()
    parts = 0
    for line in found:
        if line.id in ids and line.id != "*":
            raise InputError(f"the id {line.id} is there twice; give this one another", path, line.number)
        ids.add(line.id)
        kind = line.id[0].upper()
        if kind == "T":
            spans[line.id] = each = _text_bound(line, text, path)
            parts += len(each.parts)
            if fault := SPANS.fault(parts):
                raise InputError(f"{fault}; split the article", path, line.number)
            lost[_AFTER] += each.is_followed
        elif kind in "AM":
            name, target, value = _fields(_ATTRIBUTE, line, path)
            lost[_MORE] += name in details[target]
            details[target].setdefault(name, " ".join((value or "").split()) or "true")
            lost[_AFTER] += bool(line.tail and not line.tail.isspace())
        elif kind == "#":
            name, target = _fields(_NOTE, line, path)
            if name == NOTE and target.startswith("T") and line.tail:
                lost[_MORE] += NOTE in details[target]
                details[target].setdefault(NOTE, line.tail)
            else:
                lost[_NOTES] += 1
        else:
            lost[_KINDS.get(kind, _UNKNOWN)] += 1
    lost[_ATTRIBUTES] = sum(len(values) for target, values in details.items() if target not in spans)
    breaks = Breaks(text)
    read = tuple(
        IncomingSpan(start=start, end=end, label=label(each.type), attributes=details.get(id_, {}))
        for id_, each in spans.items()
        for start, end in _ranges(each, breaks, skip, lost)
    )
    return _Annotations(read, {what: count for what, count in lost.items() if count})


def _ranges(each: _TextBound, breaks: Breaks, skip: int, lost: Counter[str]) -> list[tuple[int, int]]:
    parts = [(max(start, skip), end) for start, end in each.parts]
    parts = breaks.joined([(start, end) for start, end in parts if start < end])
    if not parts:
        lost[Loss.EMPTY.value] += 1
    if len(parts) > 1:
        lost[Loss.PARTS.value] += 1
    return [(start - skip, end - skip) for start, end in parts]


def _fields(form: re.Pattern[str], line: _Line, path: Path) -> tuple[str, ...]:
    match = form.fullmatch(line.data)
    if match is None:
        raise InputError(
            f"{line.id} does not say what it is about, as in «Name T1»; mend or remove this line",
            path,
            line.number,
        )
    return match.groups()


class _Line(NamedTuple):
    """A line: its number from 1, its id, what stands between its tabs, and what follows the second tab."""

    number: int
    id: str
    data: str
    tail: str | None


class _TextBound(NamedTuple):
    """A text-bound annotation: its id, its type, its fragments, sorted, and whether more stands after its text."""

    id: str
    type: str
    parts: list[Range]
    is_followed: bool


def _parse_line(text: str, path: Path, number: int) -> _Line:
    """Return the parts of a line that is not blank. Raises InputError for a line that is no annotation."""
    id_, tab, rest = text.partition("\t")
    if not tab or not _ID.fullmatch(id_):
        raise InputError(
            "is no annotation: it must begin with an id such as T1 and a tab; mend or remove this line",
            path,
            number,
        )
    data, tab, tail = rest.partition("\t")
    return _Line(number, id_, data, tail if tab else None)


def _text_bound(line: _Line, text: str, path: Path) -> _TextBound:
    """Return the text-bound annotation of a line. Raises InputError where its text is not the one at its offsets."""
    found = _BOUND.fullmatch(line.data)
    if found is None:
        raise InputError(
            f"{line.id} has no type and offsets as in «Person 10 15», with single spaces; mend or remove this line",
            path,
            line.number,
        )
    kind, offsets = found.groups()
    given = [_range(each, line, path) for each in offsets.split(";")]
    parts = sorted(given)
    for start, end in parts:
        if start > end:
            raise InputError(f"{line.id} ends before it begins, at {start} {end}; mend it", path, line.number)
        if end > len(text):
            reason = (
                f"{line.id} ends at {end}, and the text has {len(text)} characters; mend or remove this line"
            )
            raise InputError(reason, path, line.number)
    if any(start < end_before for (_, end_before), (start, _) in pairwise(parts)):
        raise InputError(f"the parts of {line.id} overlap; mend or remove this line", path, line.number)
    rest = _after_text(line, text, given, path)
    return _TextBound(line.id, kind, parts, is_followed=bool(rest) and not rest.isspace())


def _range(offsets: str, line: _Line, path: Path) -> Range:
    start, end = offsets.split(" ")
    if fault := OFFSET.fault(max(len(start), len(end))):
        raise InputError(f"an offset of {line.id} {fault}; mend or remove this line", path, line.number)
    return int(start), int(end)


def _after_text(line: _Line, text: str, parts: list[Range], path: Path) -> str:
    """Return what stands after the text of the line. Raises InputError where that text is not the one at its offsets.

    brat before version 1.3 put no space between fragments, and some programs write a line break as a space.
    """
    if not line.tail or line.tail.isspace():
        return ""
    expected = text_of(text, parts)
    for form in (expected, _spaced(expected), "".join(text[start:end] for start, end in parts)):
        rest = line.tail[len(form) :]
        if line.tail.startswith(form) and (not rest or rest[0].isspace()):
            return rest
    raise InputError(
        f"{line.id} is «{_short(line.tail)}» here and «{_short(expected)}» in the text at its offsets; "
        "they are counted in characters of the text file as it is, \\r\\n as two; mend them",
        path,
        line.number,
    )


def _spaced(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)


def _short(text: str) -> str:
    return plain(text if len(text) <= 60 else f"{text[:59]}…")
