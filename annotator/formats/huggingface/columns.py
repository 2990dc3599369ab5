"""The columns of a data set: as the library `datasets` declares features, and as Arrow stores them.

Features are a file's metadata `huggingface`, in JSON, as `datasets` writes it (Features.arrow_schema); those of the card
are in YAML (dataset_info). A list is written ``[...]``, which all versions of the library read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotator.formats.conll.tags import OUTSIDE, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.formats.conll.options import Scheme

Kind = str | tuple[str, ...] | list[Any] | dict[str, Any]
"""A kind of value: the name of a type, the names of classes, a list of one kind, or fields by name."""


class Columns:
    """The columns by name. `labels` and `tags` are the names of the classes, whose numbers are their places."""

    def __init__(self, labels: Sequence[str], scheme: Scheme) -> None:
        self.labels = tuple(labels)
        self.tags = (OUTSIDE.letter, *(f"{letter}-{label}" for label in labels for letter in letters(scheme)))
        self.kinds: dict[str, Kind] = {
            **dict.fromkeys(("id", "text", "title", "date", "source", "url", "metadata"), "string"),
            "annotators": ["string"],
            "spans": [
                {
                    "start": "int32",
                    "end": "int32",
                    "label": self.labels,
                    "text": "string",
                    "annotator": "string",
                    "source": "string",
                    "annotators": ["string"],
                    "adjudicator": "string",
                    "decision": "string",
                    "note": "string",
                }
            ],
            "tokens": ["string"],
            "starts": ["int32"],
            "tags": [self.tags],
        }

    def schema(self, pa: Any) -> Any:
        """Return the schema for the module pyarrow that is handed in."""
        info = json.dumps({"info": {"features": _feature(self.kinds)}}, ensure_ascii=False)
        return pa.schema(
            [pa.field(name, _stored(kind, pa)) for name, kind in self.kinds.items()],
            metadata={b"huggingface": info.encode()},
        )

    def card(self) -> list[dict[str, Any]]:
        """Return the features as a card has them."""
        return _fields(self.kinds)


def _feature(kind: Kind) -> Any:
    match kind:
        case str():
            return {"dtype": kind, "_type": "Value"}
        case tuple():
            return {"names": list(kind), "_type": "ClassLabel"}
        case list():
            return [_feature(kind[0])]
        case dict():
            return {name: _feature(inner) for name, inner in kind.items()}


def _stored(kind: Kind, pa: Any) -> Any:
    match kind:
        case str():
            return pa.type_for_alias(kind)
        case tuple():
            return pa.int64()
        case list():
            return pa.list_(_stored(kind[0], pa))
        case dict():
            return pa.struct([(name, _stored(inner, pa)) for name, inner in kind.items()])


def _fields(kinds: dict[str, Kind]) -> list[dict[str, Any]]:
    return [{"name": name, **_field(kind)} for name, kind in kinds.items()]


def _field(kind: Kind) -> dict[str, Any]:
    match kind:
        case list():
            inner = kind[0]
            return {"list": _fields(inner) if isinstance(inner, dict) else _named(inner)}
        case dict():
            return {"struct": _fields(kind)}
        case _:
            return {"dtype": _named(kind)}


def _named(kind: Kind) -> Any:
    if isinstance(kind, tuple):
        return {"class_label": {"names": {str(place): name for place, name in enumerate(kind)}}}
    return kind
