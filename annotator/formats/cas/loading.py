"""Load a CAS from JSON or XMI with cassis, without its texts and without annotations of unknown types.

cassis keeps two tables of a text's offsets, about 200 bytes a character, and searches all of them for each offset that
is outside. Without the text it leaves offsets as they are in the file, in UTF-16 units, and `reading` converts them.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from annotator import limits
from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.cas import guard, type_systems
from annotator.formats.json_objects import decode_value
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cassis import Cas, TypeSystem

UNKNOWN = "annotations of types that the type system does not have"
UNKNOWN_FEATURES = "features that the type system does not have"
OTHER_DATA = "data of views that is no text"
UNKNOWN_PARTS = "parts of the file that no CAS has"
NOT_INDEXED = "annotations that are in no view"

_ID = "{http://www.omg.org/XMI}id"
_CAS = "{http:///uima/cas.ecore}"
_DATA = ("sofaURI", "sofaArray", "@sofaArray")
_SOFA = frozenset(["sofaNum", "sofaID", "mimeType", "sofaString", "sofa", _ID, *_DATA])
_PARTS_OF_VIEWS = frozenset(["%SOFA", "%MEMBERS"])
_PARTS = frozenset(["%HEADER", "%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"])


class Document(Struct, frozen=True, kw_only=True):
    """A CAS without its texts; `texts` has them by the names of their views, in the order of the file.

    `lost` counts the annotations that were left out.
    """

    cas: Any
    texts: dict[str, str | None]
    lost: dict[str, int]


def from_xmi(path: Path, encoding: str, given: Path | None, folder: Path | None) -> Document:
    """Return the CAS of an XMI file; `given` and `folder` are those of `type_systems.of_file`. Raises InputError."""
    from cassis import load_cas_from_xmi
    from lxml import etree

    root = guard.xml(text_files.whole(path, encoding), path)
    if etree.QName(root).localname != "XMI":
        raise InputError(f"is not XMI: its root element is {etree.QName(root).localname!r}")
    known = type_systems.of_file(path, given, folder)
    types = _KnownTypes(known)
    texts: dict[str, str | None] = {}
    members = {id_ for view in root.iterfind(f"{_CAS}View") for id_ in view.get("members", "").split()}
    sofas = [element for element in root if element.tag == f"{_CAS}Sofa"]
    _require_once(element.get(_ID) for element in sofas)
    _require_once(element.get(_ID) for element in root if element.tag != f"{_CAS}Sofa")
    for element in root:
        if element.tag == f"{_CAS}Sofa":
            types.unknown[UNKNOWN_FEATURES] += len([name for name in element.attrib if name not in _SOFA])
            types.unknown[OTHER_DATA] += any(element.get(name) for name in _DATA)
            _add(texts, element.get("sofaID"), element.attrib.pop("sofaString", None))
        elif element.tag != f"{_CAS}View":
            features = types.features(_type_name(element.tag))
            types.unknown[NOT_INDEXED] += _is_annotation(features) and element.get(_ID) not in members
            if features is None:
                element.tag = f"{_CAS}TOP"
            kept = features or frozenset()
            for name in element.attrib:
                if name != _ID and name not in kept:
                    types.unknown[UNKNOWN_FEATURES] += features is not None
                    del element.attrib[name]
            for child in list(element):
                if child.tag not in kept:
                    types.unknown[UNKNOWN_FEATURES] += features is not None
                    element.remove(child)
    _check(texts)
    with guard.cassis_errors():
        cas = load_cas_from_xmi(BytesIO(etree.tostring(root)), typesystem=known, lenient=True)
    return _document(cas, texts, types)


def from_json(path: Path, encoding: str, given: Path | None, folder: Path | None) -> Document:
    """Return the CAS of a JSON file; `given` and `folder` are those of `type_systems.of_file`. Raises InputError."""
    from cassis import load_cas_from_json

    data = _json(text_files.whole(path, encoding), path)
    known = (
        type_systems.embedded(data["%TYPES"])
        if data.get("%TYPES") is not None
        else type_systems.of_file(path, given, folder)
    )
    types = _KnownTypes(known)
    texts: dict[str, str | None] = {}
    structures = data["%FEATURE_STRUCTURES"]
    members = _members(data.get("%VIEWS"))
    numbered = ((None, each) for each in structures) if isinstance(structures, list) else structures.items()
    if isinstance(structures, list):
        _require_once(str(each["%ID"]) for each in structures if isinstance(each, dict) and "%ID" in each)
    for number, structure in numbered:
        if not isinstance(structure, dict) or not isinstance(name := structure.get("%TYPE"), str):
            raise InputError("has a feature structure without a %TYPE")
        if name == type_systems.SOFA:
            unknown = [key for key in structure if key not in _SOFA and not key.startswith("%")]
            types.unknown[UNKNOWN_FEATURES] += len(unknown)
            types.unknown[OTHER_DATA] += any(structure.get(key) is not None for key in _DATA)
            _add(texts, structure.get("sofaID"), structure.pop("sofaString", None))
            continue
        features = types.features(name)
        if _is_annotation(features):
            types.unknown[NOT_INDEXED] += str(structure.get("%ID", number)) not in members
        if features is None:
            structure["%TYPE"] = type_systems.TOP
        for key in list(structure):
            if not key.startswith("%") and key.lstrip("@#") not in (features or ()):
                types.unknown[UNKNOWN_FEATURES] += features is not None
                del structure[key]
    views = data.get("%VIEWS") or {}
    types.unknown[UNKNOWN_PARTS] += len(data.keys() - _PARTS) + _unknown_parts(views)
    bare = {"%FEATURE_STRUCTURES": structures, "%VIEWS": views}
    _check(texts)
    with guard.cassis_errors():
        text = msgspec.json.encode(bare).decode()
        cas = load_cas_from_json(text, typesystem=known, lenient=True, merge_typesystem=False)
    return _document(cas, texts, types)


def _members(views: object) -> set[str]:
    """Return the ids of all structures that are in a view."""
    found: set[str] = set()
    for view in views.values() if isinstance(views, dict) else ():
        given = view.get("%MEMBERS") if isinstance(view, dict) else None
        found.update(map(str, given if isinstance(given, list) else ()))
    return found


def _unknown_parts(views: object) -> int:
    """Return how many parts of views are neither the text nor the members."""
    inner = views.values() if isinstance(views, dict) else ()
    return sum(len(view.keys() - _PARTS_OF_VIEWS) for view in inner if isinstance(view, dict))


def _is_annotation(features: frozenset[str] | None) -> bool:
    return features is not None and {"begin", "end"} <= features


class _KnownTypes:
    """Looks up the features of types, and counts in `unknown` what the type system or the views don't have."""

    def __init__(self, known: TypeSystem) -> None:
        self._types = known
        self._features: dict[str, frozenset[str] | None] = {}
        self.unknown: Counter[str] = Counter()

    def features(self, name: str) -> frozenset[str] | None:
        """Return the names of a type's features; None for an unknown type, which is counted."""
        if name not in self._features:
            is_known = name.endswith("[]") or self._types.contains_type(name, True)
            kind = (
                self._types.get_type(type_systems.TOP if name.endswith("[]") else name) if is_known else None
            )
            self._features[name] = None if kind is None else guard.feature_names(kind)
        if self._features[name] is None:
            self.unknown[UNKNOWN] += 1
        return self._features[name]


def _document(cas: Cas, texts: dict[str, str | None], types: _KnownTypes) -> Document:
    return Document(cas=cas, texts=texts, lost=dict(+types.unknown))


def _add(texts: dict[str, str | None], name: object, text: object) -> None:
    if not isinstance(name, str) or not isinstance(text, str | None):
        raise InputError("has a view whose name or text is not a string")
    if name in texts:
        raise InputError(f"has two views {name!r}")
    if fault := limits.VIEWS.fault(len(texts) + 1):
        raise InputError(f"{fault}; leave some out")
    texts[name] = text


def _require_once(ids: Iterable[str | None]) -> None:
    """Raise InputError where two structures have one id, of which only one would be read."""
    twice = next((id_ for id_, times in Counter(ids).items() if id_ is not None and times > 1), None)
    if twice is not None:
        raise InputError(f"has two structures with the id {twice[:40]}; give each its own")


def _check(texts: dict[str, str | None]) -> None:
    if not any(texts.values()):
        raise InputError("has no text")


def _type_name(tag: str) -> str:
    """Return the type of an XMI element, whose namespace is http:///a/b.ecore for the package a.b."""
    namespace, _, name = tag.rpartition("}")
    package = namespace.removeprefix("{http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{name}".removeprefix("uima.noNamespace.")


def _json(text: str, path: Path) -> dict[str, Any]:
    if not text:
        raise InputError("the file is empty")
    data = decode_value(text, path, None, "file")
    if not isinstance(data, dict) or not isinstance(data.get("%FEATURE_STRUCTURES"), list | dict):
        raise InputError("is not a CAS in JSON: it has no list %FEATURE_STRUCTURES")
    return data
