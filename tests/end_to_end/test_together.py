"""Twenty annotators at one project, each in a process of their own: nothing is lost, and nobody is refused."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from annotator.errors import DamagedProjectError
from annotator.model import Status
from annotator.project import Project
from benchmarks import together
from benchmarks.together import Pace
from benchmarks.writers import ARTICLES, Told
from tests.patience import PATIENCE
from tests.store.helpers import raw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.tried("twenty people at one project at once")

WRITES = 300


def test_twenty_people_lose_nothing_and_nobody_is_refused(tmp_path: Path) -> None:
    path = together.project(tmp_path / "annotator.db")
    told = together.write(path, Pace("as fast as they can", 600, writes=WRITES), busy_seconds=PATIENCE)
    assert len(told) == 20
    assert [person.refused for person in told] == [[]] * 20
    written: Counter[str] = Counter()
    for person in told:
        written.update({what: len(took) for what, took in person.took.items()})
    assert written.total() == 20 * WRITES
    assert len(written) == 4, "spans, statuses, time and layers"
    with Project.open(path) as project:
        assert project.people.names() == sorted(person.name for person in told)
        for person in told:
            check(project, person)
    assert [together.lost(path, person) for person in told] == [0] * 20


def check(project: Project, told: Told) -> None:
    """Compare all that the project has of one person with what was acknowledged to that person."""
    for key in range(ARTICLES):
        marked, brought = f"marked-{key}", f"brought-{key}"
        operations = project.layers.operations(marked, told.name)
        assert operations == told.operations.get(marked, [])
        layer = project.layers.get(marked, told.name)
        assert {span.id: span for span in layer.spans} == together.replayed(operations)
        progress = project.work.progress(marked, told.name)
        assert progress.seconds == told.seconds.get(marked, 0)
        assert progress.status is told.statuses.get(marked, Status.DOING if operations else Status.TODO)
        ids = {span.id for span in project.layers.get(brought, told.name).spans}
        assert ids == set(told.brought.get(brought, ()))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A project in which one person has worked, and what was acknowledged."""
    path = together.project(tmp_path_factory.mktemp("one") / "annotator.db")
    (told,) = together.write(path, Pace("alone", 600, writes=WRITES), people=1)
    return path, told


FIRST_MARKED = "article = (SELECT article FROM operation ORDER BY number LIMIT 1)"
LOSSES: dict[str, Sequence[str]] = {
    "an operation": [
        "DROP TRIGGER history_is_never_deleted",
        "DELETE FROM operation WHERE number = (SELECT min(number) FROM operation)",
    ],
    "a span of a layer that was marked": [
        f"DELETE FROM span WHERE id = (SELECT id FROM span WHERE {FIRST_MARKED} LIMIT 1)"
    ],
    "a span of a layer that was brought in": [
        "DELETE FROM span WHERE id = (SELECT span.id FROM span JOIN article ON article.number = span.article "
        "WHERE article.id LIKE 'brought-%' LIMIT 1)"
    ],
    "time": ["UPDATE work SET seconds = seconds - 1 WHERE seconds > 0"],
    "a status": ["UPDATE work SET status = 'todo'"],
}


@pytest.mark.parametrize("what", LOSSES)
def test_a_loss_is_noticed(what: str, one: tuple[Path, Told], tmp_path: Path) -> None:
    path, told = one
    copy = tmp_path / "copy.db"
    raw(path, f"VACUUM INTO '{copy}'")
    assert together.lost(copy, told) == 0
    raw(copy, *LOSSES[what])
    with suppress(DamagedProjectError):  # it does not fit what else is there
        assert together.lost(copy, told) > 0
