"""Nothing of a file that somebody made to do harm comes in: it is refused, or the project is sound afterwards."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from annotator.editing import Session
from annotator.project import Project
from tests.faults import damage
from tests.store.helpers import SCHEMA
from tests.store.merging.hostile import forged, statement

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.merging.hostile import Alter

TABLES = (*damage.TABLES, "turn")
GARBAGE: tuple[Any, ...] = (
    *(None, "", " ", "garbage", "[]", "{}", "null", '"x"', "[1]", '[["x", 0, 1, "actor"]]'),
    *(0, 1, -1, 7, 10**15, 2**62, 0.5, -1.5, 9e999, -9e999),
    *("a\0b", "\x1b[2J", "a\nb", "\u202eabc", "x" * 70_000, b"\xff\xfe", b"x" * 16),
    *(
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-01-01T00:00:00",
        "2500-01-01T00:00:00+00:00",
    ),
    *("[" * 50_000 + "]" * 50_000, '{"a":' * 3_000 + "1" + "}" * 3_000, '{"a": 1e999}', '{"a": "\\ud800"}'),
    *("undo", "redo", "model", "reference", "done", "أهو"),
)
FIELDS: tuple[tuple[str, Any], ...] = tuple(
    itertools.product(
        ("id", "start", "end", "label", "annotator", "created", "changed", "attributes", "adjudicator", "article", "when"),
        (None, "", "garbage", "a\0b", "\x1b[2J", 0, -1, 10**9, [], {}, {"a": "b\0"}, {"": ""}, ["x"], *GARBAGE[27:31]),
    )
)  # fmt: skip
COMMANDS = (
    ("check",),
    ("status",),
    ("people",),
    ("show", "1.txt"),
    ("show", "3.txt"),
    ("agreement",),
    ("export", "--layer", "all"),
    ("export", "--layer", "all", "--format", "csv"),
    ("export", "--format", "jsonl"),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "annotator.db"
    damage.build(path)
    return path


def said_of_merging(path: Path, target: Path) -> tuple[int, str]:
    done = CliRunner().invoke(program, ["merge", str(path), "--project", str(target)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output
    assert "fault in annotator" not in done.output
    return done.exit_code, done.stdout + done.stderr


def require_sound(path: Path) -> None:
    """See that the project can be worked with: checked, counted, exported, and each article opened and undone."""
    for command in COMMANDS:
        done = CliRunner().invoke(program, [*command, "--project", str(path)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert "damaged" not in done.output.replace("is not damaged", ""), (command, done.output)
        assert "fault in annotator" not in done.output, (command, done.output)
        assert command != ("check",) or done.exit_code == 0, done.output
        assert done.exit_code == 0 or command[0] in ("agreement", "export"), (command, done.output)
    with Project.open(path) as project:
        for row in project.work.library("nobody"):
            article = project.articles.get(row.id)
            for name in project.people.names():
                layer, history = project.layers.get(row.id, name), project.layers.operations(row.id, name)
                work = Session(row.id, name, len(article.text), layer, history, article.edition)
                while (undone := work.undo()) is not None:
                    project.layers.record(undone)


def try_it(whole: Path, folder: Path, alter: Alter) -> bool:
    """Merge an altered copy into a new project; return whether it came in. If not, nothing has changed."""
    path, target = forged(whole, folder / "other.db", alter), folder / "annotator.db"
    Project.create(target, SCHEMA).close()
    before = target.read_bytes()
    status, said = said_of_merging(path, target)
    if status == 0:
        require_sound(target)
        return True
    assert target.read_bytes() == before, said
    assert "other.db" in said
    assert not list(folder.glob("*.backup-*"))
    return False


def clear(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def try_values(whole: Path, folder: Path, table: str, column: str, values: tuple[Any, ...]) -> None:
    for value in values:
        alter = statement(f'UPDATE OR IGNORE {table} SET "{column}" = ?', value)
        try:
            try_it(whole, folder, alter)
        except Exception as error:
            error.add_note(f"{table}.{column} = {str(value)[:60]!r} ({type(value).__name__})")
            raise
        clear(folder)


def test_what_is_altered_nowhere_comes_in(whole: Path, tmp_path: Path) -> None:
    assert try_it(whole, tmp_path, lambda _: None)
