"""croissant.json: the data set as ML Croissant 1.1 describes data sets, with its files and, where rows are columns, its records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annotator.datasets.card.front import LOADED
from annotator.datasets.citation import bibtex, doi_url, licence_url
from annotator.formats import huggingface

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.datasets.dataset_json import DataSet
    from annotator.formats.base import Format, Writing

CROISSANT = "croissant.json"

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_MEDIA_TYPES = {
    ".jsonl": "application/jsonlines",
    ".parquet": "application/x-parquet",
    ".conll": "text/plain",
    ".cfg": "text/plain",
    ".json": "application/json",
}
_TYPES = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
}
_JSONL: dict[str, Any] = {
    **dict.fromkeys(("id", "text", "sha256", "title", "source", "url"), "string"),
    "annotators": ["string"],
    "spans": [
        {
            **dict.fromkeys(("start", "end"), "int32"),
            **dict.fromkeys(("id", "label", "text", "annotator", "source"), "string"),
            "annotators": ["string"],
            **dict.fromkeys(("adjudicator", "decision", "note"), "string"),
        }
    ],
}
"""The fields of a record in JSON lines that are described, with their types in the way of `huggingface.writing.Columns`.

Not the date: the library `mlcroissant` reads JSON lines by pandas, which makes times of a column of that name.
"""


def croissant(facts: DataSet, kind: Format, how: Writing) -> bytes:
    """Return the contents of croissant.json. What nobody stated is left out."""
    found = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": facts.card.title or facts.schema.name,
        "description": facts.card.summary
        or f"Articles with spans, labelled by the schema {facts.schema.name}.",
        "version": facts.data_version.version,
        **_stated(facts),
        "distribution": list(_files(facts)),
        "recordSet": list(_record_sets(facts, kind, how)),
    }
    return (
        msgspec.json.format(
            msgspec.json.encode({name: value for name, value in found.items() if value}), indent=2
        )
        + b"\n"
    )


def _stated(facts: DataSet) -> dict[str, Any]:
    card = facts.card
    return {
        "url": card.url or (doi_url(card.doi) if card.doi else ""),
        "license": licence_url(facts) or card.licence,
        "datePublished": card.date,
        "creator": [
            {
                "@type": "sc:Person",
                "name": author.name,
                **({"url": f"https://orcid.org/{author.orcid}"} if author.orcid else {}),
            }
            for author in card.authors
        ],
        "citeAs": bibtex(facts),
        "inLanguage": list(card.languages),
    }


def _files(facts: DataSet) -> Iterator[dict[str, Any]]:
    for name, file in facts.files.items():
        ending = name[name.rindex(".") :] if "." in name else ""
        yield {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentSize": f"{file.size} B",
            "contentUrl": name,
            "encodingFormat": _MEDIA_TYPES.get(ending, "application/octet-stream"),
            "sha256": file.sha256,
        }


def _record_sets(facts: DataSet, kind: Format, how: Writing) -> Iterator[dict[str, Any]]:
    """Yield a set of records for each split, for formats in which a record is a row of columns."""
    if kind.name not in LOADED:
        return
    kinds = huggingface.columns_of(how).kinds if isinstance(kind, huggingface.HuggingFace) else _JSONL
    for split in facts.splits:
        file = f"{split}{LOADED[kind.name]}"
        if file in facts.files:
            yield {
                "@type": "cr:RecordSet",
                "@id": split,
                "name": split,
                "field": [_field(split, name, one, file, name) for name, one in kinds.items()],
            }


def _field(of: str, name: str, kind: Any, file: str, column: str, *inner: str) -> dict[str, Any]:
    """Return a field that is read from a column; `inner` is the name of the value in it, where a column has several."""
    found: dict[str, Any] = {"@type": "cr:Field", "@id": f"{of}/{name}", "name": name}
    if isinstance(kind, list):
        found["repeated"] = True
        (kind,) = kind
    if isinstance(kind, dict):
        found["subField"] = [
            _field(f"{of}/{name}", each, one, file, column, each) for each, one in kind.items()
        ]
        return found
    source: dict[str, Any] = {"fileObject": {"@id": file}, "extract": {"column": column}}
    if inner:
        source["transform"] = {"jsonPath": inner[0]}
    found["dataType"] = "sc:Integer" if isinstance(kind, tuple) else _TYPES[kind]
    return {**found, "source": source}
