"""Files that INCEpTION's own tests write and read, each with the same document as XMI."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from annotator.formats.base import Reading
from annotator.formats.offsets import Utf16Offsets
from annotator.formats.webanno import WebAnno, WebAnnoOptions
from annotator.model import Incoming

ROOT = Path(os.environ.get("ANNOTATOR_CORPORA", "nowhere")) / "webanno-tsv"
pytestmark = pytest.mark.skipif(
    not ROOT.is_dir(), reason="ANNOTATOR_CORPORA names no folder with webanno-tsv"
)

FILES = sorted(ROOT.glob("*/*.tsv"))
OTHER_TYPES = {"Span": ["NamedEntity"], "POS": ["POS_NOUN"]}
"""What else the annotations of a layer are called in an XMI: by its name before, or by that of a type below it."""

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)


class Mark(NamedTuple):
    start: int
    end: int
    label: str


class Xmi:
    """The text and the annotations of an XMI, offsets in code points."""

    def __init__(self, path: Path) -> None:
        self._elements = list(ET.parse(path).getroot())
        (self.text,) = (found for one in self._elements if (found := one.get("sofaString")) is not None)
        self._units = Utf16Offsets(self.text)

    def marks(self, type_: str, feature: str) -> list[Mark]:
        names = [type_, *OTHER_TYPES.get(type_, [])]
        return sorted(
            Mark(self._offset(one, "begin"), self._offset(one, "end"), one.get(feature) or type_)
            for one in self._elements
            if one.tag.rpartition("}")[2] in names and one.get("begin") is not None
        )

    def count(self, type_: str) -> int:
        return sum(one.tag.rpartition("}")[2] == type_ for one in self._elements)

    def _offset(self, one: ET.Element, name: str) -> int:
        return self._units.to_code_points(int(one.attrib[name]))


def read(path: Path, layer: str = "") -> Incoming:
    (found,) = WebAnno().read(path, Reading(options=WebAnnoOptions(tsv_layer=layer)))
    assert isinstance(found, Incoming), found
    return found


def declared(path: Path, kind: str) -> dict[str, list[str]]:
    """The layers of a kind with their features, links left out."""
    found = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith(f"#T_{kind}="):
            type_, *features = line.removeprefix(f"#T_{kind}=").split("|")
            found[type_] = [name for name in features if name and "." not in name]
    return found


def test_they_are_all_there() -> None:
    assert len(FILES) == 75
    assert sum(len(declared(path, "SP")) for path in FILES) > 70


@each_file
def test_every_file_comes_in(path: Path) -> None:
    found = read(path)
    for span in found.spans:
        assert found.text[span.start : span.end]


@each_file
def test_spans_are_those_of_the_xmi(path: Path) -> None:
    other = path.with_name("reference.xmi")
    if not other.exists():
        pytest.skip("there is no XMI of this document")
    xmi = Xmi(other)
    assert read(path).text == xmi.text.rstrip(), "white space behind the last sentence is not in the file"
    for type_, features in declared(path, "SP").items():
        short = type_.rpartition(".")[2]
        for feature in features or [""]:
            found = read(path, f"{type_}|{feature}")
            expected = xmi.marks(short, feature)
            long = [shortened(mark, xmi.text) for mark in expected if mark.start < mark.end]
            assert sorted(Mark(span.start, span.end, span.label) for span in found.spans) == sorted(long)
            empty = found.lost.get("spans without any letter", 0)
            assert empty == len(expected) - len(long)


def shortened(mark: Mark, text: str) -> Mark:
    """Without the white space at its edges, which INCEpTION does not write."""
    part = text[mark.start : mark.end]
    return Mark(mark.end - len(part.lstrip()), mark.start + len(part.rstrip()), mark.label)


@each_file
def test_relations_and_chains_are_counted(path: Path) -> None:
    other = path.with_name("reference.xmi")
    if not other.exists():
        pytest.skip("there is no XMI of this document")
    xmi = Xmi(other)
    lost = read(path).lost
    relations = sum(xmi.count(type_.rpartition(".")[2]) for type_ in declared(path, "RL"))
    links = sum(
        xmi.count(link.rpartition(".")[2])
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.startswith("#T_SP=")
        for name in line.split("|")
        if name.startswith("ROLE_")
        for link in [name.rpartition("_")[2]]
    )
    assert lost.get("relations between spans", 0) == relations + links
    for type_ in declared(path, "CH"):
        short = type_.rpartition(".")[2]
        assert lost[f"links of the chains {short}"] == xmi.count(short)


def test_spans_by_example() -> None:
    found = read(ROOT / "testSubMultiTokenSpanWithFeatureValue" / "reference.tsv")
    assert found.text == "aaaaaa bbbbbb cccccc"
    assert sorted((span.start, span.end, span.label) for span in found.spans) == [
        (0, 6, "1"), (0, 10, "7"), (0, 13, "2"), (3, 10, "8"), (3, 13, "6"), (3, 17, "9"),
        (7, 11, "4"), (9, 11, "3"), (9, 13, "5"),
    ]  # fmt: skip
    assert found.lost == {"spans without any letter": 3}
