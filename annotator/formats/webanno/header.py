"""The first lines of a WebAnno TSV file: its version, and the layers with their columns."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VERSION = "#FORMAT=WebAnno TSV 3.3"

_VERSIONS = re.compile(r"#FORMAT=WebAnno TSV 3\.[23]")
_LAYER = re.compile(r"#T_(SP|CH|RL)=([^|]+)(.*)")
_OF_TOKENS = (
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
)
_USUAL = ("value", "label")


class Role(Enum):
    """What a column has: a feature, the role of a link, its target, the other end of a relation, or only annotations."""

    FEATURE = "feature"
    LINK = "link"
    TARGET = "target"
    BASE = "base"
    BARE = "bare"


class Column(NamedTuple):
    """A column: its position among the fields of a row, its feature, and its role."""

    position: int
    feature: str
    role: Role


class Layer(NamedTuple):
    """A layer: its kind SP (spans), CH (chains) or RL (relations), its type and its columns."""

    kind: str
    type: str
    columns: tuple[Column, ...]

    @property
    def short(self) -> str:
        """The type without its package."""
        return self.type.rpartition(".")[2]

    @property
    def features(self) -> list[str]:
        """The names of the columns with features."""
        return [column.feature for column in self.columns if column.role is Role.FEATURE]


class Chosen(NamedTuple):
    """The layer that is read and its feature with the label; None where the file has no spans of it."""

    layer: Layer | None
    feature: str | None


def check_version(line: str, path: Path) -> None:
    """Raise InputError unless this is the first line of a version that can be read."""
    if _VERSIONS.fullmatch(line):
        return
    if line.startswith("#FORMAT=WebAnno TSV"):
        version = line.removeprefix("#FORMAT=")
        reason = f"is {version[:40]}; 3.2 and 3.3 can be read: export it anew from INCEpTION or WebAnno"
    else:
        reason = f"is no WebAnno TSV 3: its first line must be {VERSION}"
    raise InputError(reason, path, 1)


def parse_layer(line: str, position: int) -> Layer | None:
    """Return the layer that a line of the header declares, None for any other line. `position` is that of its first column."""
    found = _LAYER.fullmatch(line)
    if found is None:
        return None
    kind, type_, rest = found.groups()
    columns: list[Column] = []
    for name in filter(None, rest.split("|")):
        columns.append(Column(position + len(columns), name, _role(kind, name, columns)))
    return Layer(kind, type_, tuple(columns) or (Column(position, "", Role.BARE),))


def _role(kind: str, name: str, before: Sequence[Column]) -> Role:
    if kind == "RL" and name.startswith("BT_"):
        return Role.BASE
    if kind == "SP" and name.startswith("ROLE_"):
        return Role.LINK
    if kind == "SP" and before and before[-1].role is Role.LINK:
        return Role.TARGET
    return Role.FEATURE


def choose(layers: Sequence[Layer], wanted: str, path: Path) -> Chosen:
    """Return the layer and the feature that `wanted` names as ``type|feature``, or the only ones where it is empty.

    A type may be named without its package. A layer that is not in the file has no spans. Layers of single tokens, such
    as parts of speech, are only read where they are named. Raises InputError where several layers have features and none
    is named, and where the layer does not have the feature.
    """
    spans = [each for each in layers if each.kind == "SP"]
    type_, _, feature = wanted.partition("|")
    if type_:
        named = [each for each in spans if type_ in (each.type, each.short)]
        return _with_feature(named[0], feature, path) if named else Chosen(None, None)
    found = [each for each in spans if not each.type.startswith(_OF_TOKENS)]
    valued = [each for each in found if each.features]
    if len(valued) > 1:
        names = ", ".join(each.type for each in valued)
        reason = f"has spans of several layers, {names}; say which with --tsv-layer {valued[0].short}"
        raise InputError(reason, path, 1)
    there = valued or found
    return _with_feature(there[0], feature, path) if there else Chosen(None, None)


def _with_feature(there: Layer, feature: str, path: Path) -> Chosen:
    features = there.features
    known = set(features)
    if feature and feature not in known:
        has = ", ".join(features) or "none"
        raise InputError(f"the layer {there.type} has no feature {feature!r}; it has {has}", path, 1)
    usual = next((name for name in (feature, *_USUAL, *features) if name in known), None)
    return Chosen(there, usual)
