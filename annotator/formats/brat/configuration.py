"""brat's `annotation.conf` and `visual.conf`, and its names for labels.

brat allows only ASCII letters, digits, `_` and `-` in the name of a type. A label with other characters is written as a
stand-in such as `label_3`; `visual.conf` has the label that is shown for it, and reading looks it up there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.model import LabelSchema

_STORED = re.compile(r"[A-Za-z0-9_-]+")
_STAND_IN = re.compile(r"label_[0-9]+")
_COLORS = {
    "red": "#ffa3a3",
    "green": "#a3e0a3",
    "yellow": "#f7e98e",
    "blue": "#a8c5ff",
    "magenta": "#f7aef2",
    "cyan": "#a1e8e8",
    "orange": "#ffc885",
    "purple": "#d0b8f7",
}
"""Light colours, on which black letters can be read, by the names that schemas have for colours."""


def types_of(schema: LabelSchema) -> dict[str, str]:
    """Return brat's type of each label, by label."""
    names = {label.name for label in schema.labels}
    found = {}
    for number, label in enumerate(schema.labels, 1):
        name = label.name
        if not _STORED.fullmatch(name):
            name = f"label_{number}"
            while name in names:
                name += "0"
            names.add(name)
        found[label.name] = name
    return found


def annotation_conf(schema: LabelSchema) -> bytes:
    """Return the file with the types, which allows spans to overlap in any way."""
    lines = ["[entities]", *types_of(schema).values(), "", "[relations]"]
    lines += [
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "",
        "[events]",
        "",
        "[attributes]",
        "",
    ]
    return "\n".join(lines).encode()


def visual_conf(schema: LabelSchema) -> bytes:
    """Return the file with the label and the colour that brat shows for each type."""
    names = types_of(schema)
    lines = ["[labels]", *(f"{names[label.name]} | {label.name}" for label in schema.labels), "", "[drawing]"]
    for label in schema.labels:
        color = _COLORS.get(label.color, label.color)
        lines.append(f"{names[label.name]}\tbgColor:{color}, fgColor:black, borderColor:darken")
    return "\n".join([*lines, ""]).encode()


def is_stand_in(kind: str) -> bool:
    """Return whether a type may stand for a label that brat can't store."""
    return _STAND_IN.fullmatch(kind) is not None


def labels_of_stand_ins(visual: str) -> dict[str, str]:
    """Return the label of each stand-in in a `visual.conf`, by type."""
    found = {}
    section = ""
    for line in visual.split("\n"):
        if heading := re.fullmatch(r"\s*\[(.*)\]\s*", line):
            section = heading[1]
        elif section == "labels":
            terms = [" ".join(term.split()) for term in line.split("|")]
            if len(terms) > 1 and is_stand_in(terms[0]) and terms[1] and not _STORED.fullmatch(terms[1]):
                found[terms[0]] = terms[1]
    return found
