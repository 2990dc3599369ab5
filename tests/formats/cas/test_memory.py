"""What reading and writing hold in memory."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from annotator.formats.base import Reading
from annotator.formats.losses import Losses
from tests.formats.cas.tools import KINDS, Kind, cas, good, mark
from tests.formats.cases import WRITING, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest.importorskip("cassis", reason="the extra cas is not installed")

TEXT = "وصل الوفد إلى قرية السدر 🚑. " * 5


def peak(work: Callable[[], None]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_memory_does_not_grow_with_the_number_of_articles(tmp_path: Path, kind: Kind) -> None:
    def work(count: int) -> None:
        folder = tmp_path / str(count)
        folder.mkdir()
        records = (record(f"n{number}", TEXT, [(0, 3, "actor")]) for number in range(count))
        kind.write_folder(records, folder, WRITING, Losses())
        for path in sorted(folder.glob(f"*{kind.suffixes[0]}")):
            for _ in kind.read(path, Reading(options=kind.options())):
                pass

    work(3)  # what is made once
    few = peak(lambda: work(10))
    assert peak(lambda: work(50)) < few * 1.5


def test_a_long_text_is_read_without_a_table_of_its_offsets(tmp_path: Path) -> None:
    entity = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    data = cas([mark(2, entity, 0, 3, value="A")], "😀ب" * 500_000)
    del data["%TYPES"]
    found = []
    used = peak(lambda: found.append(good(tmp_path, data)))
    assert [(span.start, span.end) for span in found[0].spans] == [(0, 2)]
    assert used < 80_000_000  # cassis alone takes 200 MB
