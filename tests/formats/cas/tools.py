"""Files of a CAS, made by hand, and reading them."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from annotator.formats.base import Reading
from annotator.formats.cas import CasJson, CasOptions, CasXmi
from annotator.formats.losses import Losses
from annotator.model import Incoming, Refusal
from tests.formats.cases import WRITING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.model import Record

JSON, XMI = CasJson(), CasXmi()
Kind = CasJson | CasXmi
KINDS: tuple[Kind, ...] = (JSON, XMI)
PERSON, PLACE = "webanno.custom.Person", "webanno.custom.Place"

_ROOT = (
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
    'xmlns:tcas="http:///uima/tcas.ecore" xmlns:custom="http:///webanno/custom.ecore" '
    'xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0">'
)
ENTITY = '<ner:NamedEntity xmi:id="2" sofa="1" begin="0" end="1" value="PER"/>'


@pytest.fixture(autouse=True)
def _no_warning_gets_out() -> Any:
    """Fail a test whose module imports this where a warning is given."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def xmi(structures: str = ENTITY, text: str = "دمشق", members: str = "2") -> str:
    """An XMI file of one view; the text as it stands in an attribute."""
    sofa = f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="{text}"/>'
    return f'{_ROOT}{structures}{sofa}<cas:View sofa="1" members="{members}"/></xmi:XMI>'


def types(**features: str) -> dict[str, Any]:
    """A type system with webanno.custom.NAME for each name, and its features, which are strings."""
    return {
        f"webanno.custom.{name}": {
            "%SUPER_TYPE": "uima.tcas.Annotation",
            **{feature: {"%NAME": feature, "%RANGE": "uima.cas.String"} for feature in names.split()},
        }
        for name, names in features.items()
    }


def mark(id_: int, kind: str, begin: object, end: object, /, **features: object) -> dict[str, Any]:
    """An annotation of a JSON file."""
    return {"%ID": id_, "%TYPE": kind, "@sofa": 1, "begin": begin, "end": end, **features}


def cas(marks: Iterable[dict[str, Any]] = (), text: object = "دمشق", /, **more: Any) -> dict[str, Any]:
    """A JSON file of one view."""
    listed = list(marks)
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": text}
    return {
        "%TYPES": {},
        "%FEATURE_STRUCTURES": [sofa, *listed],
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [each["%ID"] for each in listed]}},
        **more,
    }


def read(
    folder: Path, data: bytes | str | dict[str, Any], kind: Kind = JSON, **options: str
) -> Incoming | Refusal:
    """What a file with this content is read as."""
    path = folder / f"a{kind.suffixes[0]}"
    if isinstance(data, dict):
        data = json.dumps(data)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_file(path, kind, **options)


def read_file(path: Path, kind: Kind, **options: str) -> Incoming | Refusal:
    (found,) = kind.read(path, Reading(options=CasOptions(**options)))
    return found


def reason(folder: Path, data: bytes | str | dict[str, Any], kind: Kind = JSON, **options: str) -> str:
    """Why it is refused."""
    found = read(folder, data, kind, **options)
    assert isinstance(found, Refusal), found
    assert found.reason.endswith(".")
    assert "\n" not in found.reason
    return found.reason


def good(folder: Path, data: bytes | str | dict[str, Any], kind: Kind = JSON, **options: str) -> Incoming:
    found = read(folder, data, kind, **options)
    assert isinstance(found, Incoming), found
    return found


def labels(article: Incoming) -> list[tuple[str, str]]:
    """Text and label of each span."""
    return [(article.text[span.start : span.end], span.label) for span in article.spans]


def written(kind: Kind, folder: Path, *records: Record) -> Losses:
    losses = Losses()
    assert kind.write_folder(records, folder, WRITING, losses) == len(records)
    return losses
