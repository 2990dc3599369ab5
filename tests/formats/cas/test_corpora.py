"""Files that other programs wrote: what cassis itself sees in them comes in."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import pytest

from annotator.model import Incoming, Refusal
from tests.formats.cas.tools import JSON, XMI, labels, read_file

cassis = pytest.importorskip("cassis", reason="the extra cas is not installed")

ROOT = Path(os.environ.get("ANNOTATOR_CORPORA", "nowhere"))
pytestmark = pytest.mark.skipif(
    not (ROOT / "cas").is_dir(), reason="ANNOTATOR_CORPORA names no folder with cas"
)

TYPES = ROOT / "cas" / "typesystems"
NO_TYPES = TYPES / "webanno_types.xml"
GIVEN = {
    "cas_with_inheritance.xmi": "typesystem_with_inheritance.xml",
    "cas_with_smileys.xmi": "important_dkpro_types.xml",
    "lenient_cas.xmi": "small_typesystem.xml",
    "small_cas.xmi": "small_typesystem.xml",
}
FILES = (
    [
        *sorted(ROOT.glob("cas/**/*.json")),
        *sorted(ROOT.glob("cas/**/*.xmi")),
        *sorted(ROOT.glob("webanno-tsv/**/*.xmi")),
    ]
    if ROOT.is_dir()
    else []
)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())


def types_of(path: Path) -> Path:
    beside = path.with_name("debug-typesystem.xml")
    given = TYPES / GIVEN[path.name] if path.name in GIVEN else NO_TYPES
    return beside if path.suffix == ".xmi" and beside.exists() else given


def load(path: Path) -> Any:
    """Read a file by cassis alone, which converts the offsets itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if path.suffix == ".json":
            return cassis.load_cas_from_json(path.read_text(encoding="utf-8"))
        return cassis.load_cas_from_xmi(path, typesystem=cassis.load_typesystem(types_of(path)), lenient=True)


def read(path: Path, **options: str) -> Incoming | Refusal:
    if path.suffix == ".json":
        return read_file(path, JSON, **options)
    return read_file(path, XMI, cas_type_system=str(types_of(path)), **options)


@each_file
def test_a_file_with_a_text_comes_in_and_one_without_is_refused(path: Path) -> None:
    data = path.read_text(encoding="utf-8")
    found = read(path)
    if "sofaString" in data:
        assert isinstance(found, Incoming), found
        assert found.text
        if path.name != "cas_with_array_features.xmi":
            try:
                expected = load(path).sofa_string
            except (KeyError, TypeError):
                return  # cassis needs every type and feature of the file
            assert found.text == expected
    else:
        assert isinstance(found, Refusal)


@each_file
def test_the_texts_of_spans_of_every_type_are_those_of_cassis(path: Path) -> None:
    if "sofaString" not in path.read_text(encoding="utf-8"):
        return
    try:
        cas = load(path)
    except (KeyError, TypeError):
        return
    seen = [each for each in cas.select_all_annotations() if each.begin < each.end]
    for kind in {each.type.name for each in seen}:
        strings = [
            feature.name
            for feature in cas.typesystem.get_type(kind).all_features
            if cas.typesystem.is_instance_of(feature.rangeType, "uima.cas.String")
        ]
        for feature in strings:
            found = read(path, cas_type=kind, cas_feature=feature)
            assert isinstance(found, Incoming), found
            expected = [
                (each.get_covered_text(), getattr(each, feature))
                for each in cas.select(kind)
                if each.begin < each.end and getattr(each, feature)
            ]
            assert sorted(labels(found)) == sorted(expected)


def test_there_are_spans_among_them() -> None:
    found = [one for path in FILES if isinstance(one := read(path), Incoming)]
    assert len(found) > 90
    assert sum(len(one.spans) for one in found) > 70
    (smileys,) = (one for one in found if one.path.name == "cas_with_smileys.xmi")
    assert labels(smileys)[0] == ("Transformers", "OTH")


@pytest.mark.parametrize("path", sorted(TYPES.glob("*.xml")), ids=lambda path: path.name)
def test_type_systems_of_others_are_taken(path: Path) -> None:
    found = read_file(ROOT / "cas/xmi/empty_cas.xmi", XMI, cas_type_system=str(path))
    if isinstance(found, Refusal):
        with pytest.raises((KeyError, ValueError)):
            load_types(path)


def load_types(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cassis.load_typesystem(path)
