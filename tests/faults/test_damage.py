"""A damage is told, or it changes nothing of what a command prints: never other output with status 0."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from annotator.store.check import guards
from tests.faults import damage

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tried("pages and values flipped, read by every command")

EACH = 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "annotator.db"
    damage.build(path)
    return path


@pytest.fixture(params=["looked at on opening", "too large for that"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a project is looked at: as a whole when it is opened, or as it is read."""
    if request.param == "too large for that":
        for limit in ("ALL_BYTES", "PAGES_BYTES", "CHECKSUM_ROWS"):
            monkeypatch.setattr(guards, limit, 0)


def all_of(whole: Path) -> list[damage.Damage]:
    return [*damage.cells(whole), *damage.bytes_of_pages(whole, EACH)]


@pytest.mark.usefixtures("size")
@pytest.mark.times(40)
def test_some_damages(whole: Path, tmp_path: Path) -> None:
    check(random.Random(7).sample(all_of(whole), 40), whole, tmp_path)


@pytest.mark.usefixtures("size")
@pytest.mark.faults
@pytest.mark.times(1500)
def test_each_damage(whole: Path, tmp_path: Path) -> None:
    check(all_of(whole), whole, tmp_path)


def check(damages: list[damage.Damage], whole: Path, folder: Path) -> None:
    broken = folder / "annotator.db"
    shutil.copy(whole, broken)
    before = damage.everything(broken)
    assert {said.status for said in before.values()} == {0}
    assert damage.run(broken, "check").status == 0
    assert damage.everything(broken) == before
    wrong = [line for one in damages for line in damage.judge(one, whole, broken, before)]
    assert not wrong, "\n".join(wrong)
