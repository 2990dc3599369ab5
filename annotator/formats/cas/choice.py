"""Which type and which of its features are the labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.errors import InputError
from annotator.formats.cas import own
from annotator.formats.losses import Loss

if TYPE_CHECKING:
    from collections import Counter

    from cassis import TypeSystem

    from annotator.formats.cas.options import CasOptions

_STRUCTURE = (own.DOCUMENT, own.SENTENCE, own.TOKEN)
_BOOKKEEPING = (
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.",
)
_ENDS = ({"Governor", "Dependent"}, {"source", "target"})
_USUAL_TYPES = (own.SPAN, own.ENTITY)
_USUAL = ("label", "value")
_LAYERS_OF_OTHERS = ("de.tudarmstadt.", "org.dkpro.", "uima.")


class Chosen(NamedTuple):
    """The annotations that are spans, and which feature is their label."""

    annotations: list[Any]
    feature: str


def choose(types: TypeSystem, annotations: list[Any], options: CasOptions, lost: Counter[str]) -> Chosen:
    """Return the annotations of one type, by the options or else by what there is; count the others as lost.

    Without options: our own type, else the values of DKPro's named entities, else the one other type that has one
    feature with strings, or one of the name label or value. Raises InputError for a type or feature that there is not.
    """
    marks = [each for each in annotations if not _is_structure(types, each.type)]
    present = {each.type.name: each.type for each in marks}
    kind, feature = _given(types, present, options) if options.cas_type else _found(types, present, options)
    guessed = not options.cas_type and kind is not None and kind.name not in _USUAL_TYPES
    told = f" (labels are read from {kind.name}, feature {feature})" if guessed else ""
    taken = [each for each in annotations if kind is not None and types.is_instance_of(each.type, kind)]
    identities = {id(each) for each in taken}
    for each in marks:
        if id(each) not in identities:
            relation = _is_relation(types, each.type)
            lost[Loss.RELATIONS.value if relation else f"annotations of the type {each.type.name}{told}"] += 1
    return Chosen(taken, feature)


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
    custom = [name for name in labelled if not name.startswith(_LAYERS_OF_OTHERS)]
    return (present[custom[0]], labelled[custom[0]]) if len(custom) == 1 else (None, "")


def _feature(types: TypeSystem, kind: Any, options: CasOptions) -> str | None:
    strings = _strings(types, kind)
    if options.cas_feature:
        return options.cas_feature if options.cas_feature in strings else None
    usual = [name for name in _USUAL if name in strings]
    return usual[0] if usual else strings[0] if len(strings) == 1 else None


def _strings(types: TypeSystem, kind: Any) -> list[str]:
    return [each.name for each in kind.all_features if types.is_instance_of(each.rangeType, own.STRING)]


def _is_structure(types: TypeSystem, kind: Any) -> bool:
    return kind.name.startswith(_BOOKKEEPING) or any(
        types.contains_type(name, True) and types.is_instance_of(kind, name) for name in _STRUCTURE
    )


def _is_relation(types: TypeSystem, kind: Any) -> bool:
    ends = {each.name for each in kind.all_features if types.is_instance_of(each.rangeType, own.ANNOTATION)}
    return any(pair <= ends for pair in _ENDS)
