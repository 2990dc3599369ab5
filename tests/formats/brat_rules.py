"""The rules by which brat's own server reads an annotation file (its `server/src/annotation.py`), written down anew.

brat splits the file with `str.splitlines`, the line at its first two tabs, and what is between them at spaces. It keeps the
line but shows nothing of it where a rule is broken; here that raises AssertionError.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Bound(NamedTuple):
    type: str
    parts: list[tuple[int, int]]
    text: str


class Document(NamedTuple):
    text: str
    bounds: dict[str, Bound]
    notes: dict[str, str]


def read(path: Path) -> Document:
    """Read the text and annotations of a path without ending."""
    text = path.with_name(f"{path.name}.txt").read_bytes().decode("utf-8")
    bounds: dict[str, Bound] = {}
    notes: dict[str, str] = {}
    ids = set()
    for line in path.with_name(f"{path.name}.ann").read_bytes().decode("utf-8").splitlines(keepends=True):
        id_, tab, rest = line.partition("\t")
        assert tab, "an id and a tab"
        assert re.match(r"^([A-Za-z]+|#[A-Za-z]*)([0-9]+)(.*?)$", id_), "letters and a number"
        assert id_ not in ids, "no id twice"
        ids.add(id_)
        data, tab, tail = rest.partition("\t")
        if id_.startswith("T"):
            bounds[id_] = _bound(data, tab + tail, text)
        else:
            assert id_.startswith("#")
            kind, target = data.split()
            assert kind == "AnnotatorNotes"
            notes[target] = tail.strip()
    assert notes.keys() <= bounds.keys(), "what is referred to is there"
    return Document(text, bounds, notes)


def _bound(data: str, tail: str, text: str) -> Bound:
    kind, offsets = data.split(" ", 1)
    parts: list[tuple[int, int]] = []
    for each in offsets.split(";"):
        first, last = each.split(" ", 2)
        start, end = int(first), int(last.rstrip())
        assert 0 <= start <= end <= len(text)
        assert all(end < other or start >= other_end for other, other_end in parts), "no overlap"
        parts.append((start, end))
    texts = [text[start:end] for start, end in parts]
    length = sum(map(len, texts)) + len(parts) - 1
    assert tail.strip(), "it has its text"
    assert tail[0] == "\t"
    assert length <= len(tail) - 1
    assert tail[1 : length + 1] == " ".join(texts)
    assert tail[length + 1 :] == "\n"
    return Bound(kind, parts, " ".join(texts))


def configuration(path: Path, sections: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    """Read a `.conf` by brat's rules (`projectconfig.py`): by section the terms with what is said of them."""
    found: dict[str, dict[str, list[str]]] = {section: {} for section in sections}
    section = ""
    for line in path.read_bytes().decode("utf-8").split("\n"):
        if heading := re.match(r"^\s*\[(.*)\]\s*$", line):
            section = heading[1]
            assert section in sections
        elif line.strip() and not re.match(r"^\s*#", line):
            tabs_only = section == "labels"
            match = re.match(
                r"^(\s*)([^\t]+)(?:\t(.*))?$" if tabs_only else r"^(\s*)(\S+)(?:\s+(.*))?$", line
            )
            assert match
            indent, term, rest = match.groups()
            assert not indent
            terms = [one.strip() for one in term.split("|") if one.strip()]
            assert terms[0] == "<OVERLAP>" or re.fullmatch("[a-zA-Z0-9_-]*", terms[0]), "in storage form"
            given = [one.strip() for one in (rest or "").split(",") if one.strip()]
            assert all(re.match(r"^(\S*?):(\S*)$", one) for one in given)
            found[section][terms[0]] = terms[1:] + given
    return found
