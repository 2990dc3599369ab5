"""Type systems: the one of the files that this program writes, and those of the files that it reads."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats import links, text_files
from annotator.formats.cas import guard

if TYPE_CHECKING:
    from pathlib import Path

    from cassis import TypeSystem

    from annotator.formats.cas.guard import Definitions


SPAN = "webanno.custom.AnnotatorSpan"
"""The type of the spans that are written. INCEpTION accepts a type with such a name as a custom layer."""

ARTICLE = "webanno.custom.AnnotatorArticle"
"""The type of the fields of an article that DKPro's metadata does not have; one in each file."""

META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
DOCUMENT = "uima.tcas.DocumentAnnotation"
ANNOTATION = "uima.tcas.Annotation"
STRING = "uima.cas.String"
SOFA = "uima.cas.Sofa"
TOP = "uima.cas.TOP"

LIST = "uima.cas.StringArray"
_STRINGS = (
    (
        SPAN,
        ANNOTATION,
        "label identifier annotator attributes created changed source adjudicator decision note policy",
    ),
    (ARTICLE, "uima.cas.AnnotationBase", "date source url metadata"),
    (META, DOCUMENT, "documentTitle documentId documentUri collectionId documentBaseUri"),
    (SENTENCE, ANNOTATION, "id"),
    (TOKEN, ANNOTATION, "id syntacticFunction"),
    (ENTITY, ANNOTATION, "value identifier"),
)


@lru_cache(maxsize=1)
def own_type_system() -> TypeSystem:
    """Return the type system of the files that are written. Of DKPro's types it has the string features."""
    import cassis

    types = cassis.TypeSystem()
    for name, parent, features in _STRINGS:
        kind = types.create_type(name, parent)
        for feature in features.split():
            types.create_feature(kind, feature, STRING)
    for name in (SPAN, ARTICLE):
        types.create_feature(name, "annotators", LIST)
    types.create_feature(META, "isLastSegment", "uima.cas.Boolean")
    return types


NAME = "TypeSystem.xml"


def is_type_system(path: Path) -> bool:
    """Return whether a file is a type system, by its name."""
    return path.name.lower().endswith(NAME.lower())


def of_file(path: Path, given: Path | None, folder: Path | None) -> TypeSystem:
    """Return the type system for a file: the one that was given, or that beside it, or else this program's own.

    The one beside NAME.xmi is ``NAME-typesystem.xml`` or TypeSystem.xml, in any letter case. `folder` is that of
    `links.file_beside`. Raises InputError.
    """
    file = given or _beside(path, folder)
    if file is None:
        return own_type_system()
    try:
        return _from_xml(text_files.whole(file, "utf-8"), file)
    except InputError as error:
        line = "" if error.line is None else f", line {error.line}"
        raise InputError(f"its type system can't be used ({file}{line}): {error.reason}", path) from error


def embedded(types: object) -> TypeSystem:
    """Return the type system under ``%TYPES`` in a JSON file."""
    if not isinstance(types, dict):
        raise InputError("%TYPES is not an object")
    return _from_json(msgspec.json.encode(types))


def _beside(path: Path, folder: Path | None) -> Path | None:
    try:
        found = _in_folder(path.parent, path.parent.stat().st_mtime_ns)
    except OSError:
        return None
    chosen = found.get(f"{path.stem}-{NAME}".lower()) or found.get(NAME.lower())
    return None if chosen is None else links.file_beside(chosen, folder)


@lru_cache(maxsize=1)
def _in_folder(folder: Path, changed: int) -> dict[str, Path]:  # noqa: ARG001
    """Return the type systems in a folder by their names in small letters; `changed` is when a name in it was last changed.

    A folder is listed once, and not for each of its files.
    """
    found: dict[str, Path] = {}
    for file in sorted(folder.glob("*.[xX][mM][lL]")):
        if is_type_system(file):
            found.setdefault(file.name.lower(), file)
    return found


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
    with guard.cassis_errors():
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
    with guard.cassis_errors():
        bare = msgspec.json.encode({"%TYPES": types, "%VIEWS": {}}).decode()
        return cassis.load_cas_from_json(bare).typesystem
