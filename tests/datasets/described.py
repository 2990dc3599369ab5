"""A small project with a card, and what tests read of a data set that is described."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.datasets.dataset_json import DataSet
from annotator.datasets.division import Division
from annotator.datasets.split_sizes import parse_sizes
from annotator.formats import writer
from annotator.formats.options import parse_options
from annotator.model import Card, CardAnnotators, CardAuthor

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project

TEXTS = (
    "أعلنت بلدية الغضا إغلاق جسر النخيل بعد ظهور شقوق في دعامته الوسطى.",
    "رست سفينة تحمل أدوية في مرفأ الرمانة، وبدأ تفريغها تحت إشراف لجنة دولية.",
    "ارتفعت أسعار الطحين في سوق الكرمة إلى الضعف منذ انقطاع الطريق الساحلي.",
    "نفى متحدث باسم المنارة سقوط قذيفة على المخازن، وقال إن ما سُمع تدريب معتاد.",
)
CARD = Card(
    title="أخبار الساحل & {الوادي}",
    summary="نصوص أخبار\nموسومة.",
    date="2026-03-01",
    url="https://example.org/coast",
    doi="10.5281/zenodo.1003150",
    licence="CC-BY-4.0",
    source="من موقع وكالة.\n# ليس عنوانًا\n```\n<b>",
    source_datasets=("wojood",),
    languages=("ar-LB", "ar"),
    authors=(
        CardAuthor(name="خوري, مريم", orcid="0000-0002-1825-0097", affiliation="جامعة الساحل"),
        CardAuthor(name="Coast Team"),
    ),
    annotators=CardAnnotators(number=2, payment="not told", creators="expert-generated"),
)
ALL_FORMATS = [
    pytest.param(
        name, marks=pytest.mark.skipif(find_spec(library) is None, reason=f"{library} is not installed")
    )
    for name, library in (("jsonl", "json"), ("conll", "json"), ("hf", "pyarrow"), ("spacy", "spacy"))
]
needs_yaml = pytest.mark.skipif(find_spec("yaml") is None, reason="the library yaml is not installed")


def export(project: Project, folder: Path, kind: str = "jsonl", **more: Any) -> Path:
    folder.mkdir()
    options = parse_options(writer(kind), more.pop("options", {}))
    division = Division(sizes=parse_sizes("50/50"))
    project.exports.write_data_set(kind, folder, division=division, options=options, **more)
    return folder


def readme(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


def facts(folder: Path) -> DataSet:
    return msgspec.json.decode((folder / "dataset.json").read_bytes(), type=DataSet)


def head(folder: Path) -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(readme(folder).split("---\n")[1])
    return found
