"""Where the type system of a file is, and reading it."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.cas import guard, own

if TYPE_CHECKING:
    from pathlib import Path

    from cassis import TypeSystem

    from annotator.formats.cas.guard import Definitions

NAME = "TypeSystem.xml"


def is_one(path: Path) -> bool:
    """Say whether a file is a type system, by its name."""
    return path.name.lower().endswith(NAME.lower())


def beside(path: Path, given: Path | None) -> TypeSystem:
    """Return the type system that was given or is beside a file; ours where there is none.

    Beside: ``NAME-typesystem.xml`` for NAME.xmi, or TypeSystem.xml, in any letter case.
    """
    file = given or _beside(path)
    if file is None:
        return own.type_system()
    try:
        return _from_xml(reading.whole(file, "utf-8"), file)
    except InputError as error:
        line = "" if error.line is None else f", line {error.line}"
        raise InputError(f"its type system can't be used ({file}{line}): {error.reason}", path) from error


def embedded(types: object) -> TypeSystem:
    """Return the type system that a JSON file has under ``%TYPES``."""
    if not isinstance(types, dict):
        raise InputError("%TYPES is not an object")
    return _from_json(msgspec.json.encode(types))


def _beside(path: Path) -> Path | None:
    own, shared = f"{path.stem}-{NAME}".lower(), NAME.lower()
    found: dict[str, Path] = {}
    try:
        for file in sorted(path.parent.glob("*.[xX][mM][lL]")):
            found.setdefault(file.name.lower(), file)
    except OSError:
        return None
    return found.get(own) or found.get(shared)


@lru_cache(maxsize=2)
def _from_xml(text: str, path: Path) -> TypeSystem:
    import cassis
    from lxml import etree

    root = guard.xml(text, path)
    if etree.QName(root).localname != "typeSystemDescription":
        raise InputError(f"is not a type system: its root element is {etree.QName(root).localname!r}")
    definitions: Definitions = {}
    for kind in root.iterfind(".//{*}typeDescription"):
        name = _text(kind, "{*}name")
        features = tuple(
            _text(each, "{*}name") for each in kind.iterfind("{*}features/{*}featureDescription")
        )
        if name in definitions:
            raise InputError(f"has the type {name!r} twice")
        definitions[name] = (_text(kind, "{*}supertypeName"), features)
    guard.check(definitions)
    with guard.library():
        return cassis.load_typesystem(BytesIO(etree.tostring(root)))


def _text(element: Any, name: str) -> str:
    return str(element.findtext(name) or "").strip()


@lru_cache(maxsize=2)
def _from_json(data: bytes) -> TypeSystem:
    import cassis

    types = msgspec.json.decode(data)
    definitions: Definitions = {}
    for name, kind in types.items():
        if not isinstance(kind, dict):
            raise InputError(f"the type {name!r} in %TYPES is not an object")
        features = tuple(feature for feature in kind if not feature.startswith("%"))
        definitions[name] = (str(kind.get("%SUPER_TYPE")), features)
    guard.check(definitions)
    with guard.library():
        bare = msgspec.json.encode({"%TYPES": types, "%VIEWS": {}}).decode()
        return cassis.load_cas_from_json(bare).typesystem
