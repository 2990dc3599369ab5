"""Every case through every format, and back where it can be read: nothing is lost but what was entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings

from annotator.formats import every_format
from annotator.model import GOLD, Card, Loss
from tests.formats.fuller import EVERY
from tests.formats.trips import records
from tests.formats.ways import WAYS, WITHOUT_TEXTS, Way, check, read, write

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Record

EACH_WAY = pytest.mark.parametrize("way", WAYS, ids=str)
BACK = pytest.mark.parametrize("way", [way for way in WAYS if way.kind.reads], ids=str)


def there(way: Way) -> Way:
    """Skip a format whose library is not installed."""
    if way.kind.extra:
        pytest.importorskip({"cas": "cassis", "parquet": "pyarrow"}.get(way.kind.extra, way.kind.extra))
    return way


def test_every_format_that_writes_is_tried() -> None:
    assert {way.kind.name for way in WAYS} == {kind.name for kind in every_format() if kind.writes}


@EACH_WAY
@pytest.mark.parametrize("case", EVERY)
def test_only_what_is_declared_is_entered(way: Way, case: str, tmp_path: Path) -> None:
    entered = write(there(way), [EVERY[case]], tmp_path).entered
    assert {one.loss for one in entered} <= set(way.kind.loses_writing)
    assert {one.article for one in entered} <= {EVERY[case].id}


@BACK
@pytest.mark.parametrize("case", EVERY)
def test_what_comes_back_is_what_went_in_but_for_what_was_entered(
    way: Way, case: str, tmp_path: Path
) -> None:
    written = write(there(way), [EVERY[case]], tmp_path)
    (back,) = read(way, written.path).values()
    check(EVERY[case], back, written.entered)


@BACK
def test_all_cases_come_back_from_one_place(way: Way, tmp_path: Path) -> None:
    written = write(there(way), EVERY.values(), tmp_path)
    back = read(way, written.path)
    renamed = {one.article: one.became for one in written.entered if one.loss.name == "NAMES"}
    assert len(back) == len(EVERY)
    for case in EVERY.values():
        check(case, back[renamed.get(case.id, case.id)], written.entered)


@pytest.mark.parametrize("kind", [kind for kind in every_format() if kind.writes], ids=lambda kind: kind.name)
def test_every_kind_that_is_declared_occurs(kind: object, tmp_path: Path) -> None:
    entered = set()
    for number, way in enumerate((*WAYS, WITHOUT_TEXTS)):
        if way.kind is kind:
            folder = tmp_path / str(number)
            folder.mkdir()
            entered |= {one.loss for one in write(there(way), EVERY.values(), folder).entered}
            of_gold = tmp_path / f"{number}-gold"
            of_gold.mkdir()
            without = [case for case in EVERY.values() if not case.spans]
            entered |= {one.loss for one in write(there(way), without, of_gold, (GOLD,)).entered}
            of_project = tmp_path / f"{number}-project"
            of_project.mkdir()
            carded = msgspec.structs.replace(EVERY["clitic"], card=Card(title="أخبار الميناء"))
            entered |= {one.loss for one in write(there(way), [carded], of_project).entered}
            declared = set(way.kind.loses_writing) - {
                Loss.LENGTHS
            }  # which only a data set with splits can tell
    assert entered == declared


@EACH_WAY
def test_the_same_records_give_the_same_bytes(way: Way, tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        path = write(there(way), EVERY.values(), tmp_path / name).path
        files = sorted(path.rglob("*")) if way.kind.folder else [path]
        found.append([(file.relative_to(path), file.read_bytes()) for file in files if file.is_file()])
    assert found[0] == found[1]


@BACK
@given(record=records(people=("huda", "salim")))
@settings(max_examples=50, deadline=None)
def test_any_record_comes_back_but_for_what_was_entered(
    way: Way, record: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = write(there(way), [record], tmp_path_factory.mktemp("any"))
    assert {one.loss for one in written.entered} <= set(way.kind.loses_writing)
    (back,) = read(way, written.path).values()
    check(record, back, written.entered)
