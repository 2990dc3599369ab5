"""Nothing of a file that somebody made to do harm comes in: it is refused, or the project is sound afterwards."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import limits
from annotator.cli.group import program
from annotator.editing import Session
from annotator.model import Label, Span, Status
from annotator.project import Project
from annotator.store import spans
from tests.adding import add_articles
from tests.faults import damage
from tests.store.helpers import SCHEMA, TEXT, incoming, make, raw
from tests.store.listing import listed
from tests.store.merging.hostile import columns, everywhere, forged, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection
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
        for row in listed(project, "nobody"):
            article = project.articles.get(row.id)
            for name in project.people.names():
                layer, history = project.layers.get(row.id, name), project.layers.operations(row.id, name)
                work = Session(row.id, name, len(article.text), layer, history, article.edition)
                while undone := work.undo():
                    project.layers.record(*undone)


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


def test_what_is_altered_nowhere_comes_in(whole: Path, tmp_path: Path) -> None:
    assert try_it(whole, tmp_path, lambda _: None)


LABEL = "the schema has no label nolabel"
ATTEMPTS: dict[str, tuple[Alter, str]] = {
    "a text that is not that of its hash": (
        statement("UPDATE article SET sha256 = replace(sha256, '0', '1') WHERE id = '2.txt'"),
        "the text is not what came in (by its hash)",
    ),
    "times of gold": (everywhere("when", "garbage"), "can't be read"),
    "times of decisions": (statement("UPDATE decision SET at = 'garbage'"), "can't be read"),
    "times of operations": (statement("UPDATE operation SET at = 'garbage'"), "this change can't be read"),
    "times without a zone": (statement("UPDATE operation SET at = '2026-01-01'"), "its time has no zone"),
    "times that no zone has": (everywhere("changed", "9999-12-31T23:59:59-14:00"), "too near the end of all years"),
    "attributes that are none": (statement("UPDATE span SET attributes = '[]'"), "it can't be read"),
    "attributes that are none, everywhere": (everywhere("attributes", []), "can't be read"),
    "a label that the schema lacks": (everywhere("label", "nolabel"), LABEL),
    "such a label in a history alone": (
        statement(
            "UPDATE operation SET after = json_set(after, '$.label', 'nolabel') WHERE after IS NOT NULL AND "
            "article = (SELECT number FROM article WHERE id = '1.txt')"
        ),
        "it is not as the history has it",
    ),
    "a range past the end": (everywhere("end", 10**6), "is no range of the text"),
    "a range before the start": (everywhere("start", -1), "is no range of the text"),
    "an id with control characters": (statement("UPDATE article SET id = char(27) || '[2J' WHERE id = '2.txt'"), "control characters"),
    "an id of a span that is empty": (everywhere("id", ""), "empty id"),
    "a title with a NUL": (statement("UPDATE article SET title = 'a' || char(0)"), "the title has a NUL character"),
    "a source with a NUL": (statement("UPDATE article SET source = 'a' || char(0)"), "the source has a NUL character"),
    "metadata that are no numbers": (statement("UPDATE article SET metadata = '{\"a\": 1e999}'"), "can't be kept as JSON"),
    "endless time": (statement("UPDATE work SET seconds = 9e999"), "its seconds is not a finite number"),
    "time that nobody can spend": (statement("UPDATE work SET seconds = 1.7e308"), "its seconds is longer than 1,000,000,000 seconds"),
    "negative time": (statement("UPDATE work SET seconds = -1"), "values that the table does not allow"),
    "an unknown status": (statement("UPDATE work SET status = 'never'"), "values that the table does not allow"),
    "a note with a NUL": (statement("UPDATE work SET note = 'a' || char(0)"), "the note of a flag has a NUL"),
    "a note of a decision with a NUL": (everywhere("note", "a\0"), "the note of a decision has a NUL"),
    "an attribute with a NUL": (everywhere("attributes", {"a": "\0"}), "has a NUL character"),
    "no assignment's time": (statement("UPDATE assignment SET given = 'garbage'"), "its given is not a time"),
    "no person's time": (statement("UPDATE annotator SET created = 'garbage'"), "its created is not a time"),
    "a name in gold that nobody can have": (everywhere("people", ["a\x1b[2J"]), "can't be seen"),
    "a text with a NUL": (
        statement("UPDATE article_text SET text = char(0) || substr(text, 2) WHERE article = 2"),
        "the text is not what came in (by its hash)",
    ),
    "a former name that somebody else has now": (
        statement("UPDATE former_name SET name = 'مريم'"),
        "هدى was called so before, and مريم is called so now; to tell them apart: annotator people rename",
    ),
    "a former name that another annotator has now": (
        statement("UPDATE former_name SET name = 'سامي'"),
        "هدى was called so before, and سامي is called so now",
    ),
    "a former name of two people": (
        statement(
            "INSERT INTO former_name (name, annotator) SELECT 'HUDA', number FROM annotator WHERE name = 'سامي'"
        ),
        "were both called so before",
    ),
    "a step's id of any length": (
        statement("UPDATE operation SET step = replace(hex(zeroblob(1000)), '0', 'x')"),
        "a row has values that the table does not allow",
    ),
    "a step's id that is no text": (statement("UPDATE operation SET step = x'00ff'"), "its step is not text"),
    "corrections without end": (
        statement("UPDATE article SET edition = 1000000000000"),
        "a text from before a correction is gone",
    ),
}  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_it_is_refused_and_nothing_changes(whole: Path, tmp_path: Path, attempt: str) -> None:
    alter, said = ATTEMPTS[attempt]
    path, target = forged(whole, tmp_path / "other.db", alter), tmp_path / "annotator.db"
    Project.create(target, SCHEMA).close()
    before = target.read_bytes()
    status, told = said_of_merging(path, target)
    assert status == 1, told
    assert said in told
    assert "so nothing was changed" in told
    assert "\x1b" not in told
    assert len(told.splitlines()) <= 22
    assert target.read_bytes() == before


def test_all_faults_of_all_files_are_listed_up_to_twenty(whole: Path, tmp_path: Path) -> None:
    few = forged(
        whole, tmp_path / "few.db", statement("UPDATE article SET title = 'a' || char(0) WHERE number < 3")
    )
    many = forged(whole, tmp_path / "many.db", everywhere("created", "garbage"))
    target = tmp_path / "annotator.db"
    Project.create(target, SCHEMA).close()
    args = ["merge", str(few), str(whole), str(many), "--project", str(target)]
    done = CliRunner().invoke(program, args)
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert [line.startswith(f"{few}: ") for line in lines[:20]].count(True) == 2
    assert [line.startswith(f"{many}: ") for line in lines[:20]].count(True) == 18
    assert lines[20].startswith("And ")
    assert lines[21].startswith(f"{few} and {many} can't be merged, because they have ")
    assert len(lines) == 22
    assert done.stdout == ""


def test_a_layer_and_a_text_that_an_import_would_refuse(tmp_path: Path) -> None:
    many, long = tmp_path / "many.db", tmp_path / "long.db"
    with make(many, TEXT) as project:
        spans = [Span.new(0, 9, "actor", "هدى"), *(Span.new(0, end, "claim", "هدى") for end in range(1, 60))]
        spans += [Span.new(0, end, "weapon", "هدى") for end in range(1, 60)]
        project.layers.add("1.txt", "هدى", spans, Status.DONE)
    with make(long, TEXT) as project, without_limit():
        add_articles(project, [incoming("قصف " * 70_000, id="long")])
    for path, said in ((many, "spans over one character"), (long, "paragraph 1 of the text has ")):
        target = tmp_path / "annotator.db"
        target.unlink(missing_ok=True)
        Project.create(target, SCHEMA).close()
        status, told = said_of_merging(path, target)
        assert status == 1
        assert said in told
    path = many.with_name("copy.db")
    raw(many, f"VACUUM INTO '{path}'")
    with Project.open(path) as project:
        project.layers.add("1.txt", "سامي", [Span.new(0, 3, "actor", "سامي")], Status.DONE)
    status, told = said_of_merging(path, many)  # which has that layer already
    assert status == 0, told
    path.unlink()
    with Project.open(long) as project:
        path = long.with_name("copy.db")
        raw(long, f"VACUUM INTO '{path}'")
        project.layers.add("long", "هدى", [Span.new(0, 3, "actor", "هدى")], Status.DONE)
    status, told = said_of_merging(long, path)  # which has that text already
    assert status == 0, told


@contextmanager
def without_limit() -> Iterator[None]:
    """Let a text come in as a version without the limit would have let it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "PARAGRAPH", limits.PARAGRAPH._replace(most=10**9))
        yield


def test_what_would_not_be_sound_afterwards_is_not_kept(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, insert = tmp_path / "annotator.db", spans.insert

    def longer(connection: Connection, article: int, annotator: int, span: Span) -> None:
        insert(connection, article, annotator, msgspec.structs.replace(span, end=span.end + 1))

    Project.create(target, SCHEMA).close()
    before = target.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(spans, "insert", longer)
        status, told = said_of_merging(whole, target)
    assert status == 1
    assert told.startswith(f"{whole} can't be merged: {target} would not be sound afterwards (")
    assert "it is not as the history has it), so nothing was changed. See whether it is sound now: " in told
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.backup-*"))


def test_what_is_told_of_long_values_and_of_many_labels_has_a_length(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "annotator.db"
    Project.create(target, SCHEMA).close()
    for number, alter in enumerate(
        (
            everywhere("label", "x" * 100_000),
            everywhere("id", "x" * 100_000),
            statement("UPDATE work SET status = ?", "y" * 100_000),
        )
    ):
        path = forged(whole, tmp_path / f"{number}.db", alter)
        assert len(said_of_merging(path, target)[1]) < 30_000
    labels = tuple(Label(name=f"label{number}", color="red") for number in range(300))
    other = tmp_path / "other.db"
    Project.create(other, msgspec.structs.replace(SCHEMA, labels=labels)).close()
    told = said_of_merging(other, target)[1]
    assert "label19 and 280 more" in told
    assert "label20" not in told


def test_one_fault_is_one_sentence(whole: Path, tmp_path: Path) -> None:
    alter = statement("UPDATE article SET title = 'a' || char(0) WHERE number = 2")
    path, target = forged(whole, tmp_path / "other.db", alter), tmp_path / "annotator.db"
    Project.create(target, SCHEMA).close()
    _, told = said_of_merging(path, target)
    assert told.startswith(
        f"{path} can't be merged (table article, row 2 (article 2.txt): the title has a NUL character), so nothing was changed. "
    )
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("count", [1, 2])
def test_however_many_faults_there_are_the_file_that_was_sent_is_asked_for_again(
    whole: Path, tmp_path: Path, count: int
) -> None:
    alter = statement("UPDATE span SET attributes = '[]' WHERE id IN (SELECT id FROM span LIMIT ?)", count)
    path, target = forged(whole, tmp_path / "other.db", alter), tmp_path / "annotator.db"
    Project.create(target, SCHEMA).close()
    _, told = said_of_merging(path, target)
    assert "Ask whoever sent it for a whole copy. " in told
    assert "restore" not in told
    assert "recover" not in told


def test_what_else_stands_in_a_column_of_json_stays_there(whole: Path, tmp_path: Path) -> None:
    def alter(database: sqlite3.Connection) -> None:
        for table, column in (("operation", "after"), ("operation", "before")):
            database.execute(
                f"UPDATE {table} SET {column} = json_set({column}, '$.hidden', 'x') WHERE {column} <> ''"
            )
        database.execute(
            "UPDATE gold_step SET edits = json_set(edits, '$[0].hidden', 'x') WHERE edits <> '[]'"
        )

    assert try_it(whole, tmp_path, alter)
    with closing(sqlite3.connect(tmp_path / "annotator.db")) as database:
        for table, column in (("operation", "after"), ("operation", "before"), ("gold_step", "edits")):
            found = database.execute(
                f"SELECT count(*) FROM {table} WHERE {column} LIKE '%hidden%'"
            ).fetchone()
            assert found == (0,), (table, column)


@pytest.fixture(scope="module")
def places(whole: Path) -> list[tuple[str, str]]:
    return list(columns(whole, TABLES))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_in_any_column(whole: Path, places: list[tuple[str, str]], data: st.DataObject) -> None:
    table, column = data.draw(st.sampled_from(places))
    value = data.draw(st.sampled_from(GARBAGE))
    with TemporaryDirectory() as folder, suppress(sqlite3.IntegrityError):  # a file that SQLite does not make
        try_it(whole, Path(folder), statement(f'UPDATE OR IGNORE {table} SET "{column}" = ?', value))


@settings(max_examples=10, deadline=None)
@given(field=st.sampled_from(FIELDS))
def test_any_value_in_any_field_of_a_history_and_what_it_gives(whole: Path, field: tuple[str, Any]) -> None:
    with TemporaryDirectory() as folder, suppress(sqlite3.IntegrityError):  # a file that SQLite does not make
        try_it(whole, Path(folder), everywhere(*field))
