"""Read the article and the spans of a CAS, and choose the type and the feature that are the labels."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.article_fields import make_article
from annotator.formats.cas import type_systems
from annotator.formats.incoming_spans import other_sentence_ends, other_tokens, score_of
from annotator.formats.offsets import Utf16Offsets
from annotator.model import IncomingSpan, Loss

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from cassis import TypeSystem

    from annotator.formats.cas import CasOptions
    from annotator.formats.cas.loading import Document
    from annotator.model import Incoming


LAYERS = "descriptions of layers, tag sets and projects"
REFERENCES = "links of spans to other structures"
OTHER_TEXTS = "texts of other views"
OTHER_VIEWS = "annotations of other views"
UNLABELLED = "annotations without a label"

_PROVENANCE = ("source", "adjudicator", "decision", "note", "policy")
_OWN = frozenset([*_PROVENANCE, "annotators", "identifier", "annotator", "attributes", "created", "changed"])
_OF_ALL = frozenset(["sofa", "begin", "end"])
_OF_DOCUMENTS = frozenset([*_OF_ALL, "documentId", "documentTitle", "isLastSegment"])
_NO_LANGUAGE = "x-unspecified"


def article_of(document: Document, path: Path, options: CasOptions) -> Incoming:
    """Return the article of the first view that has a text; there is one. Raises InputError."""
    name, text = next((name, text) for name, text in document.texts.items() if text)
    view = document.cas.get_view(name)
    lost = Counter(document.lost)
    lost[OTHER_TEXTS] = sum(1 for text in document.texts.values() if text) - 1
    lost[OTHER_VIEWS] = sum(
        len(document.cas.get_view(other).select_all_annotations())
        for other in document.texts
        if other != name
    )
    annotations = list({each.xmiID: each for each in view.select_all_annotations()}.values())
    chosen = choose(document.cas.typesystem, annotations, options, lost)
    spans = tuple(_spans(chosen.annotations, chosen.feature, text, path, lost))
    _count_units(document.cas.typesystem, annotations, text, lost)
    return make_article(
        _fields(view, text),
        path,
        None,
        metadata=_metadata(document.cas.typesystem, view, path, lost),
        spans=spans,
        lost={what: count for what, count in lost.items() if count},
        exported=bool(_all(view, type_systems.ARTICLE)),
    )


def _spans(
    annotations: list[Any], feature: str, text: str, path: Path, lost: Counter[str]
) -> list[IncomingSpan]:
    units = Utf16Offsets(text)
    found = []
    for each in annotations:
        label = getattr(each, feature)
        begin, end = _range(each, units)
        if label is None or label == "":
            lost[UNLABELLED] += 1
        elif not isinstance(label, str):
            raise InputError(f"has a label that is not a string: {label!r:.80}")
        elif begin == end:
            lost[Loss.EMPTY.value] += 1
        else:
            text_files.check_characters(label, path, None, "a label")
            own = _own_fields(each, lost) if each.type.name == type_systems.SPAN else {}
            known = {feature, *_OF_ALL, *(_OWN if each.type.name == type_systems.SPAN else ())}
            others = _attributes(each, known, path, lost)
            score = score_of(others.get("score"))
            if score is not None:
                del others["score"]
            own["attributes"] = {**others, **own.get("attributes", {})}
            found.append(IncomingSpan(start=begin, end=end, label=label, score=score, **own))
    return found


def _plain_features(structure: Any, known: Collection[str]) -> dict[str, str | int | float | bool]:
    """Return the features of a structure that are not `known`, have a value and are no links to other structures."""
    values = {
        one.name: getattr(structure, one.name) for one in structure.type.all_features if one.name not in known
    }
    return {
        name: value for name, value in values.items() if isinstance(value, str | int | float) and value != ""
    }


def _attributes(span: Any, known: Collection[str], path: Path, lost: Counter[str]) -> dict[str, str]:
    """Return the features of a span that are not `known` as attributes; links to other structures are counted."""
    found = _plain_features(span, known)
    lost[REFERENCES] += sum(
        one.name not in known and one.name not in found and getattr(span, one.name) not in (None, "")
        for one in span.type.all_features
    )
    for name, value in found.items():
        text_files.check_characters(str(value), path, None, name)
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in found.items()
    }


def _count_units(types: TypeSystem, annotations: list[Any], text: str, lost: Counter[str]) -> None:
    """Count the tokens and the sentence ends that are not those of the text, and tokens that have features."""
    units = Utf16Offsets(text)
    tokens, ends = [], []
    for each in annotations:
        is_token = _is_of(types, each.type, (type_systems.TOKEN,))
        if not is_token and not _is_of(types, each.type, (type_systems.SENTENCE,)):
            continue
        try:
            begin, end = _range(each, units)
        except InputError:
            lost[Loss.TOKENS.value if is_token else Loss.SENTENCES.value] += 1
            continue
        if not is_token:
            ends.append(end)
        elif _plain_features(each, _OF_ALL):
            lost[Loss.TOKENS.value] += 1
        else:
            tokens.append((begin, end))
    lost[Loss.TOKENS.value] += other_tokens(text, tokens)
    lost[Loss.SENTENCES.value] += other_sentence_ends(text, ends)


def _range(annotation: Any, units: Utf16Offsets) -> tuple[int, int]:
    begin, end = annotation.begin, annotation.end
    what = f"has a {annotation.type.short_name} (id {annotation.xmiID}) at [{begin!r:.20}, {end!r:.20})"
    if type(begin) is not int or type(end) is not int:
        raise InputError(f"{what}: offsets must be whole numbers")
    try:
        found = units.to_code_points(begin), units.to_code_points(end)
    except ValueError as error:
        raise InputError(f"{what}: {error}") from error
    if begin > end:
        raise InputError(f"{what}: it ends before it begins")
    return found


def _own_fields(span: Any, lost: Counter[str]) -> dict[str, Any]:
    """Return the fields of a span that only files of this program have."""
    lost[Loss.PROVENANCE.value] += any(_get(span, name) for name in _PROVENANCE)
    found: dict[str, Any] = {}
    for field, feature in (("id", "identifier"), ("annotator", "annotator")):
        value = _get(span, feature)
        if not isinstance(value, str | None):
            raise InputError(f"has a span whose {feature} is not a string: {value!r:.80}")
        if value:
            found[field] = value
    if _get(span, "attributes"):
        found["attributes"] = _object(_get(span, "attributes"), dict[str, str])
    for name in ("created", "changed"):
        if _get(span, name):
            found[name] = _moment(_get(span, name))
    return found


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"has a span whose time is none: {value!r:.80}") from error


def _fields(view: Any, text: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": text}
    for each in _all(view, type_systems.META):
        fields |= {"id": _get(each, "documentId") or None, "title": _get(each, "documentTitle")}
    own = _all(view, type_systems.ARTICLE)
    for each in own:
        fields |= {name: _get(each, name) for name in ("date", "source", "url")}
    if not own and fields.get("title") in ("", fields.get("id")):
        fields["title"] = None  # other programs put the name of a file there
    return fields


def _metadata(types: TypeSystem, view: Any, path: Path, lost: Counter[str]) -> dict[str, Any]:
    """Return the metadata that this program wrote, and other features of the document. Structures that are not read are counted."""
    found: dict[str, Any] = {}
    for each in view.select_all_fs():
        name = each.type.name
        if _is_of(types, each.type, (type_systems.DOCUMENT,)):
            features = _plain_features(each, _OF_DOCUMENTS)
            for feature, value in features.items():
                text_files.check_characters(str(value), path, None, feature)
            found = {**features, **found}
            if found.get("language") == _NO_LANGUAGE:
                del found["language"]
        elif name == type_systems.ARTICLE:
            if _get(each, "metadata"):
                found |= _object(_get(each, "metadata"), dict[str, Any])
        elif name.startswith(_LAYERS):
            lost[LAYERS] += 1
        elif not hasattr(each, "begin") and not name.startswith("uima.cas."):
            lost[f"annotations of the document of the type {name[:80]}"] += 1
    return found


def _get(structure: Any, name: str) -> Any:
    """Return a feature, None where the structure has none."""
    return getattr(structure, name, None)


def _all(view: Any, name: str) -> list[Any]:
    return [each for each in view.select_all_fs() if each.type.name == name]


def _object(text: object, kind: Any) -> dict[str, Any]:
    try:
        return dict(msgspec.json.decode(str(text), type=kind))
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
        raise InputError(f"has attributes or metadata that are not JSON: {text!r:.80}") from error


_STRUCTURE = (type_systems.DOCUMENT, type_systems.SENTENCE, type_systems.TOKEN)
_LAYERS = (
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.Tag",
)
_ENDS = ({"Governor", "Dependent"}, {"source", "target"})
_USUAL_TYPES = (type_systems.SPAN, type_systems.ENTITY)
_USUAL = ("label", "value")
_BUILT_IN = ("de.tudarmstadt.", "org.dkpro.", "uima.")


class _Chosen(NamedTuple):
    """The annotations that are read as spans, and the feature with their label."""

    annotations: list[Any]
    feature: str


def choose(types: TypeSystem, annotations: list[Any], options: CasOptions, lost: Counter[str]) -> _Chosen:
    """Return the annotations of the type that is read as spans; all others are counted in `lost`.

    Without options that is this program's own type, or else DKPro's named entities, or else the only other type with a
    feature named label or value or with one string feature. Raises InputError for an unknown type or feature.
    """
    marks = [each for each in annotations if not _is_structure(types, each.type)]
    present = {each.type.name: each.type for each in marks}
    kind, feature = _given(types, present, options) if options.cas_type else _found(types, present, options)
    guessed = not options.cas_type and kind is not None and kind.name not in _USUAL_TYPES
    note = f" (labels are read from {kind.name}, feature {feature})" if guessed else ""
    chosen = [each for each in annotations if kind is not None and types.is_instance_of(each.type, kind)]
    identities = {id(each) for each in chosen}
    for each in marks:
        if id(each) not in identities:
            relation = _is_relation(types, each.type)
            lost[
                Loss.RELATIONS.value if relation else f"annotations of the type {each.type.name[:80]}{note}"
            ] += 1
    return _Chosen(chosen, feature)


def _given(types: TypeSystem, present: dict[str, Any], options: CasOptions) -> tuple[Any, str]:
    if not types.contains_type(options.cas_type):
        if not present:
            return None, ""
        raise InputError(
            f"has no type {options.cas_type!r}; it has annotations of {', '.join(sorted(present))}"
        )
    kind = types.get_type(options.cas_type)
    feature = _feature(types, kind, options)
    if feature is None:
        has = ", ".join(sorted(_strings(types, kind))) or "none"
        raise InputError(
            f"{kind.name} does not have the one feature that labels are read from; it has {has}: name one"
        )
    return kind, feature


def _found(types: TypeSystem, present: dict[str, Any], options: CasOptions) -> tuple[Any, str]:
    labelled = {
        name: feature
        for name, kind in present.items()
        if not _is_relation(types, kind) and (feature := _feature(types, kind, options))
    }
    for name in _USUAL_TYPES:
        if types.contains_type(name, True):
            kind = types.get_type(name)
            for other, feature in labelled.items():
                if types.is_instance_of(present[other], kind) and feature in _strings(types, kind):
                    return kind, feature
    custom = [name for name in labelled if not name.startswith(_BUILT_IN)]
    return (present[custom[0]], labelled[custom[0]]) if len(custom) == 1 else (None, "")


def _feature(types: TypeSystem, kind: Any, options: CasOptions) -> str | None:
    strings = _strings(types, kind)
    if options.cas_feature:
        return options.cas_feature if options.cas_feature in strings else None
    usual = [name for name in _USUAL if name in strings]
    return usual[0] if usual else strings[0] if len(strings) == 1 else None


def _strings(types: TypeSystem, kind: Any) -> list[str]:
    return [
        each.name for each in kind.all_features if types.is_instance_of(each.rangeType, type_systems.STRING)
    ]


def _is_structure(types: TypeSystem, kind: Any) -> bool:
    return kind.name.startswith(_LAYERS) or _is_of(types, kind, _STRUCTURE)


def _is_of(types: TypeSystem, kind: Any, names: Collection[str]) -> bool:
    """Return whether a type is one of these, or inherits from one."""
    return any(types.contains_type(name, True) and types.is_instance_of(kind, name) for name in names)


def _is_relation(types: TypeSystem, kind: Any) -> bool:
    ends = {
        each.name
        for each in kind.all_features
        if types.is_instance_of(each.rangeType, type_systems.ANNOTATION)
    }
    return any(pair <= ends for pair in _ENDS)
