"""How a data set is described for programs."""

from __future__ import annotations

from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from annotator.model import Selection
from tests.datasets.described import ALL_FORMATS, CARD, TEXTS, export, facts

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project

needs_mlcroissant = pytest.mark.skipif(
    find_spec("mlcroissant") is None, reason="the library mlcroissant is not installed"
)


@needs_mlcroissant
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ALL_FORMATS)
def test_croissant_is_valid_and_names_the_files(project: Project, tmp_path: Path, kind: str) -> None:
    import mlcroissant

    bare = mlcroissant.Dataset(jsonld=export(project, tmp_path / "bare", kind) / "croissant.json")
    assert not bare.metadata.ctx.issues.errors
    project.cards.put(CARD)
    folder = export(project, tmp_path / "set", kind)
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert not found.metadata.ctx.issues.errors
    assert not found.metadata.ctx.issues.warnings
    files = {one.id: one for one in found.metadata.distribution}
    assert {*files} == {*facts(folder).data_version.parts.files}
    for name, file in files.items():
        assert file.sha256 == sha256((folder / name).read_bytes()).hexdigest()
        assert (folder / file.content_url).is_file()
    assert found.metadata.license == ["https://spdx.org/licenses/CC-BY-4.0.html"]
    assert bool(found.metadata.record_sets) == (kind in ("jsonl", "hf"))


@needs_mlcroissant
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ALL_FORMATS[::2])
@pytest.mark.parametrize("layer", ["gold", "all", "marks"])
def test_croissant_reads_the_records(project: Project, tmp_path: Path, kind: str, layer: str) -> None:
    import mlcroissant

    folder = export(project, tmp_path / "set", kind, selection=Selection(layers=(layer,)))
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    texts = []
    for split in ("train", "test"):
        for row in found.records(record_set=split):
            text = row[f"{split}/text"].decode()
            texts.append(text)
            spans = row[f"{split}/spans"]
            assert len(spans) == 2
            for span in spans:
                start, end = span[f"{split}/spans/start"], span[f"{split}/spans/end"]
                assert span[f"{split}/spans/text"].decode() == text[start:end]
    assert sorted(texts) == sorted(TEXTS)
