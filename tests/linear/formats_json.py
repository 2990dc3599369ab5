"""The worst files of the formats in JSON and of CAS."""

from __future__ import annotations

import json
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from annotator.formats import every_format
from annotator.formats.base import Reading
from annotator.formats.detect import head
from tests.linear.cases import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.formats.base import Format
    from tests.linear.cases import Worst

    Fields = Callable[[int], dict[str, Any]]

_KINDS = {kind.name: kind for kind in every_format()}

TEXT = "قال المتحدث " * 8


def file(format_: str, name: str, data: bytes) -> Case:
    """Return the case of detecting and reading a file of a format."""
    folder = TemporaryDirectory()
    path = Path(folder.name) / name
    path.write_bytes(data)
    kind = _KINDS[format_]

    return Case(partial(_read, kind, path, folder))


def _read(kind: Format, path: Path, folder: TemporaryDirectory[str]) -> int:
    with folder:
        kind.sniff(path, head(path))
        return sum(1 for _ in kind.read(path, Reading(options=kind.options())))


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _record(format_: str, fields: Fields, n: int) -> Case:
    with_text = {"text": TEXT, **_OWN[format_], **fields(n)}
    return file(format_, f"a.{'json' if format_ == 'json' else 'jsonl'}", _encoded(with_text))


def _raw(format_: str, data: Callable[[int], bytes], n: int) -> Case:
    start = _encoded({"text": TEXT, **_OWN[format_]})[:-1]
    return file(
        format_, f"a.{'json' if format_ == 'json' else 'jsonl'}", start + b', "more": ' + data(n) + b"}"
    )


def _whole(format_: str, data: Callable[[int], bytes], n: int) -> Case:
    return file(format_, "a.json", data(n))


def _chained(n: int, levels: int) -> dict[str, Any]:
    """Return objects within one another, each with a share of `n` lists of ranges."""
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"inner": found, **{f"field {number}": [[0, 1]] for number in range(n // levels)}}
    return found


_OWN: dict[str, dict[str, Any]] = {
    "jsonl": {},
    "json": {},
    "doccano": {"label": []},
    "prodigy": {"answer": "accept"},
}

_FIELDS: dict[str, Fields] = {
    "wide": lambda n: {f"k{i}": i for i in range(n)},
    "lists of spans": lambda n: {f"k{i}": [[0, 1, "a"]] for i in range(n)},
    "objects like spans": lambda n: {f"k{i}": {"start": 1, "end": 2, "label": "x"} for i in range(n)},
    "read and unread lists": lambda n: {f"k{i}": [[0, 1, "a"]] if i % 2 else {"a": {}} for i in range(n)},
    "objects in objects": lambda n: {"m": {f"k{i}": {"a": {"b": 1}} for i in range(n)}},
    "a long name around fields": lambda n: {"K" * 900: {f"k{i}": [1] for i in range(n)}},
    "a name too long": lambda n: {"K" * 1001: {"L" * n: {f"k{i}": [1] for i in range(n)}}},
    "levels": lambda n: {"m": _chained(n, 30)},
    "lists in lists": lambda n: {"m": [[[1]] * 10] * n},
    "tags": lambda n: {"m": ["B-a", "O"] * n},
    "a string of tags": lambda n: {"m": "B-a " * n},
    "a string of brackets": lambda n: {"annotation": "[" * n},
    "a string of digits": lambda n: {"annotation": "[" + "1" * n},
    "a string of spaces": lambda n: {"annotation": "[1" + " " * n},
    "a string of names": lambda n: {"annotation": "['start" + "a" * n},
    "ranges without end": lambda n: {
        **{f"a{i}.start": 0 for i in range(n)},
        **{f"b{i}.end": 10**6 for i in range(n - 1)},
        "label": "x",
    },
}

_RAW: dict[str, Callable[[int], bytes]] = {
    "deep lists": lambda n: b"[" * n + b"]" * n,
    "deep objects": lambda n: b'{"a":' * n + b"1" + b"}" * n,
    "equal names": lambda n: b"{" + b",".join([b'"k":1'] * n) + b"}",
    "digits": lambda n: b"9" * (10 * n),
    "long numbers": lambda n: b"[" + b",".join([b"9" * 900] * n) + b"]",
    "escapes": lambda n: b'"' + b"\\u0041" * n + b'"',
    "half a character": lambda n: b'"' + b"\\\\" * n + b'\\ud800"',
    "a cut string": lambda n: b'"' + b"\\\\" * n + b"\\",
    "a long value": lambda n: b'"' + b"x" * n + b'"',
}

_DOCUMENTS: dict[str, Callable[[int], bytes]] = {
    "brackets": lambda n: b"[" * n,
    "braces": lambda n: b'{"a":' * n,
    "strings not closed": lambda n: b'["' * n,
    "space in a list": lambda n: b"[" + b" \n" * n + _encoded({"text": "a"}) + b"]",
    "values without end": lambda n: _encoded({"text": "a"}) * n,
    "a list inside": lambda n: _encoded({"data": [_marked(i) for i in range(n)]}),
    "objects inside": lambda n: _encoded({"data": {f"d{i}": _marked(i) for i in range(n)}}),
    "lists inside": lambda n: _encoded({f"k{i}": [_marked(i)] for i in range(n)}),
    "lists in objects": lambda n: _encoded({"q": {f"k{i}": [_marked(i)] for i in range(n)}}),
    "fields beside a list": lambda n: _encoded({"data": [_marked(0)], **{f"k{i}": 1 for i in range(n)}}),
    "no record": lambda n: _encoded({"data": [{"a": 1}] * n}),
    "a late record": lambda n: _encoded([{"a": 1}] * n + [_marked(0)]),
    "texts in texts": lambda n: _encoded({"text": "a" * n, "sents": [_marked(0)] * n}),
    "spans by id": lambda n: _encoded(
        {"text": "a" * n, "spans": {f"T{i}": {"start": 0, "end": 1, "label": "x"} for i in range(n)}}
    ),
    "spans by field": lambda n: _encoded(
        {"text": "a" * n, "spans": {"start": [0] * n, "end": [1] * n, "label": ["x"] * n}}
    ),
    "labels of one span": lambda n: _encoded(
        {"text": "ab", "spans": [{"start": 0, "end": 1, "label": ["x"] * n}]}
    ),
    "fields of spans": lambda n: _spans([{f"f{i}": 1} for i in range(n)]),
    "strings of one span": lambda n: _spans([{f"f{i}": TEXT[:4] for i in range(n)}]),
    "places of one span": lambda n: _spans(
        [{**{f"a{i}.start": 0 for i in range(n)}, **{f"b{i}.end": 9 for i in range(n - 1)}}]
    ),
    "tokens": lambda n: _encoded({"tokens": ["a"] * n, "tags": ["B-x"] * n}),
    "empty tokens": lambda n: _encoded({"text": "b" * n, "tokens": [""] * n, "tags": ["B-x"] * n}),
    "brackets of tags": lambda n: _encoded({"tokens": ["a"] * n, "tags": ["(x*"] * n}),
    "one tag of brackets": lambda n: _encoded({"tokens": ["a"], "tags": ["(a" * n + "!"]}),
    "tags of all kinds": lambda n: _encoded({"tokens": ["a"] * n, "tags": [f"x{i}" for i in range(n)]}),
    "spans in one another": lambda n: _nested(n, "ا" * 10 * n, "ا" * 5),
    "spans over emoji": lambda n: _nested(n, "😀" * 10 * n, "ا" * 5),
    "exported spans": lambda n: _encoded(
        {
            "offset_unit": "codepoint",
            "text": "a" * 10 * n,
            "spans": [{"start": 0, "end": 10 * n, "label": "x", "text": "b"}] * n,
        }
    ),
}


def _marked(number: int) -> dict[str, Any]:
    return {"text": f"a{number}", "spans": [[0, 1, "x"]]}


def _spans(fields: list[dict[str, Any]]) -> bytes:
    return _encoded(
        {"text": TEXT, "spans": [{"start": 0, "end": 4, "label": "actor", **one} for one in fields]}
    )


def _nested(n: int, text: str, surface: str) -> bytes:
    spans = [{"start": i, "end": len(text), "label": "a", "text": surface} for i in range(n)]
    return _encoded({"text": text, "spans": spans})


def _studio(results: list[dict[str, Any]], text: str = TEXT) -> bytes:
    return _encoded([{"data": {"text": text}, "annotations": [{"result": results}]}])


def _region(**value: object) -> dict[str, Any]:
    return {
        "value": {"start": 0, "end": 2, "labels": ["x"], **value},
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
    }


_TASKS: dict[str, Callable[[int], bytes]] = {
    "regions": lambda n: _studio([_region()] * n),
    "regions in one another": lambda n: _studio(
        [_region(start=i, end=9 * n, text="aaa") for i in range(n)], "a" * 10 * n
    ),
    "regions over emoji": lambda n: _studio(
        [_region(start=2 * i, end=9 * n, text="aaa") for i in range(n)], "a😀" * 10 * n
    ),
    "white space": lambda n: _studio([_region(end=n, text=" " * n)], "a" + " " * n),
    "backslashes": lambda n: _studio([_region(end=n, text="\\" * n)], "a" * n),
    "other fields": lambda n: _studio([{**_region(), f"f{i}": 1} for i in range(n)]),
    "other types": lambda n: _studio([{**_region(), "type": f"t{i}"} for i in range(n)]),
    "parents": lambda n: _studio(
        [{**_region(), "id": f"i{i}", "parentID": f"i{(i * 7) % n}"} for i in range(n)]
    ),
    "relations": lambda n: _studio([{"type": "relation", "from_id": "a", "to_id": "b"}] * n),
    "choices": lambda n: _studio([{"type": "choices", "value": {"choices": ["a"]}}] * n),
    "no value": lambda n: _studio([{"type": "labels", "id": f"i{i}"} for i in range(n)]),
    "labels": lambda n: _studio([_region(labels=["x"] * n)]),
    "texts": lambda n: _studio([{**_region(), "to_name": f"t{i}"} for i in range(n)]),
    "people": lambda n: _encoded(
        [
            {
                "data": {"text": TEXT},
                "annotations": [{"result": [_region()], "completed_by": i} for i in range(n)],
            }
        ]
    ),
    "tasks": lambda n: _encoded([{"data": {"text": f"x{i}"}, "annotations": []} for i in range(n)]),
    "deep": lambda n: b'[{"data":{"text":"abc","m":' + b"[" * n + b"]" * n + b'},"annotations":[]}]',
}

_TASKS_OF_PRODIGY: dict[str, Fields] = {
    "spans in one another": lambda n: {
        "text": "a" * 10 * n,
        "spans": [{"start": i, "end": 10 * n, "label": "x", "text": "b"} for i in range(n)],
    },
    "tokens": lambda n: {
        "text": "a " * n,
        "tokens": [{"start": 2 * i, "end": 2 * i + 1, "text": "a", "id": i} for i in range(n)],
    },
    "tokens in one another": lambda n: {
        "text": "a " * n,
        "tokens": [{"start": 0, "end": 2 * i + 1, "id": i} for i in range(n)],
    },
    "blank tokens": lambda n: {
        "text": "a" + " " * 10 * n + "b",
        "tokens": [{"start": 1, "end": 2 + 10 * i, "id": i} for i in range(n)],
    },
    "relations": lambda n: {"relations": [{}] * n},
}


def _sofas(n: int) -> bytes:
    structures = [
        {"%ID": i + 1, "%TYPE": "uima.cas.Sofa", "sofaNum": i + 1, "sofaID": f"v{i}", "sofaString": "abc"}
        for i in range(n)
    ]
    views = {f"v{i}": {"%SOFA": i + 1, "%INDEX": i + 1, "%MEMBERS": []} for i in range(n)}
    return _encoded({"%TYPES": {}, "%FEATURE_STRUCTURES": structures, "%VIEWS": views})


def _entities(n: int) -> bytes:
    kind = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    types = {
        kind: {
            "%NAME": kind,
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "value": {"%NAME": "value", "%RANGE": "uima.cas.String"},
        }
    }
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": TEXT}
    structures = [
        {"%ID": i + 2, "%TYPE": kind, "@sofa": 1, "begin": 0, "end": 1 + i % 40, "value": "x"}
        for i in range(n)
    ]
    views = {"_InitialView": {"%SOFA": 1, "%INDEX": 1, "%MEMBERS": [i + 2 for i in range(n)]}}
    return _encoded({"%TYPES": types, "%FEATURE_STRUCTURES": [sofa, *structures], "%VIEWS": views})


def _parents(n: int) -> bytes:
    types = {
        f"a.T{i}": {
            "%NAME": f"a.T{i}",
            "%SUPER_TYPE": f"a.T{(i + 1) % n}",
            "f": {"%RANGE": "uima.cas.String"},
        }
        for i in range(n)
    }
    return _encoded({"%TYPES": types, "%FEATURE_STRUCTURES": [], "%VIEWS": {}})


_CAS: dict[str, Callable[[int], bytes]] = {
    "sofas": _sofas,
    "entities": _entities,
    "types that are their own parents": _parents,
    "deep": lambda n: b'{"%FEATURE_STRUCTURES":' + b"[" * n + b"]" * n + b"}",
}

_XMI: dict[str, Callable[[int], bytes]] = {
    "elements in elements": lambda n: b"<a>" * n,
    "entities": lambda n: b'<!DOCTYPE a [<!ENTITY e "' + b"x" * n + b'">]><a>' + b"&e;" * n + b"</a>",
    "attributes": lambda n: b"<a " + b" ".join(b'b%d="c"' % i for i in range(n)) + b"/>",
}

WORST: Worst = {
    **{
        f"{format_}: {name}": partial(_record, format_, one)
        for format_ in _OWN
        for name, one in _FIELDS.items()
    },
    **{f"{format_}: {name}": partial(_raw, format_, one) for format_ in _OWN for name, one in _RAW.items()},
    **{f"json: {name}": partial(_whole, "json", one) for name, one in _DOCUMENTS.items()},
    **{f"jsonl: {name} in a line": partial(_whole, "jsonl", one) for name, one in _DOCUMENTS.items()},
    **{f"label-studio: {name}": partial(_whole, "label-studio", one) for name, one in _TASKS.items()},
    **{f"prodigy: {name}": partial(_record, "prodigy", one) for name, one in _TASKS_OF_PRODIGY.items()},
    **(
        {f"cas-json: {name}": partial(_whole, "cas-json", one) for name, one in _CAS.items()}
        if find_spec("cassis")
        else {}
    ),
    **(
        {f"cas-xmi: {name}": partial(_whole, "cas-xmi", one) for name, one in _XMI.items()}
        if find_spec("cassis")
        else {}
    ),
}
