"""Damages to a small project that has something of everything, and what commands say of each."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from click.testing import CliRunner

from annotator.adjudication import UNANIMOUS, Adjudication
from annotator.cli.group import program
from annotator.model import (
    Card,
    CardAuthor,
    Edit,
    ImportOptions,
    Incoming,
    KeptSplit,
    Note,
    Span,
    Status,
    TimeAdded,
    threads,
)
from annotator.model.changes import Numbered
from annotator.store.importing.importing import import_articles
from annotator.store.kept_splits import KeptSplits
from tests.store.helpers import OTHER, SCHEMA, TEXT, adding, make, operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

THIRD = "وصلت شاحنات الإغاثة إلى قرية عين السدر صباحًا، ونفى المجلس المحلي ذلك."
READING = (
    ("status",),
    ("status", "--format", "json"),
    ("status", "--notes"),
    ("people", "--format", "json"),
    ("show", "1.txt"),
    ("show", "2"),
    ("export", "--layer", "all"),
    ("export",),
    ("export", "--layer", "هدى"),
    ("agreement", "--format", "json"),
    ("schema",),
    ("card",),
)
TABLES = (
    *("project", "article", "article_text", "annotator", "span", "operation", "work", "assignment", "pool"),
    *("decision", "gold_span", "settled", "gold_step", "former_name", "written", "former_text", "card"),
    *("split", "split_part", "note", "sent_back"),
)


class Damage(NamedTuple):
    """What is done to a file, and what it is called."""

    name: str
    apply: Callable[[Path], None]


class Said(NamedTuple):
    """What a command printed, and how it ended."""

    out: str
    err: str
    status: int


def build(path: Path) -> None:
    """Make a project with three articles, four people, assignments, a pool, gold, a former name, a run of the program, a corrected text, a card, a split, notes, an article that was sent back."""
    with make(path, TEXT, OTHER, THIRD) as project:
        for name, starts in (("huda", (0, 5, 9)), ("سامي", (0, 5, 13))):
            for article in ("1.txt", "2.txt"):
                for start in starts:
                    span = msgspec.structs.replace(
                        Span.new(start, start + 3, "actor", name), attributes={"مصدر": "شاهد"}
                    )
                    project.layers.record(operation(Edit(before=None, after=span), article=article))
                project.work.set_status(article, name, Status.DONE)
                project.work.add_time(article, name, 12.25)
        project.layers.record(adding(2, 6, "claim", article="3.txt", annotator="huda"))
        project.work.set_status("3.txt", "huda", Status.FLAGGED, "أهو طرف أم مكان؟")
        adjudication = Adjudication(
            project.articles.get("1.txt"),
            "مريم",
            project.finished.layers("1.txt"),
            project.gold.get("1.txt"),
            project.gold.steps("1.txt"),
            UNANIMOUS,
        )
        steps = [adjudication.apply_policy()]
        steps += [
            adjudication.choose(case, case.group.versions[:1])
            for case in adjudication.open_cases()
            if case.group
        ]
        steps += [adjudication.settle()]
        for step in steps:
            assert step is not None
            project.gold.decide(step)
        project.assignments.assign(["huda", "سامي"], per_article=2, articles=["1.txt", "2.txt"])
        project.pool.open(per_article=1, articles=["3.txt"])
        project.people.rename("huda", "هدى")
        corrected = Incoming(text=f"{THIRD} انتهى.", path=path, id="3.txt")
        import_articles(project._connection, SCHEMA, lambda: [corrected], ImportOptions(update=True))
        project.cards.put(
            Card(title="أخبار الساحل", authors=(CardAuthor(name="خوري, مريم"),), languages=("ar",))
        )
        change = TimeAdded(article="2.txt", annotator="سامي", seconds=1)
        project.changes.write("run", Numbered(number=3, change=change))
        question = Note.new("1.txt", 0, 3, "هدى", "مريم", "أهو الفاعل؟", sends_back=True)
        project.notes.send_back([question])
        for person in ("سامي", None):
            project.notes.write(Note.new("3.txt", 0, 4, person, "مريم", "أين؟", edition=1))
        (thread, _) = threads(project.notes.of_article("3.txt"))
        project.notes.write(thread.closing("سامي", "هنا."))
        parts = {"1.txt": "train", "2.txt": "test", "3.txt": "train"}
        halves = KeptSplit(shares="test=50/train=50", seed=1, dealt="2026-11-30", parts=parts)
        KeptSplits(project._connection).keep(None, halves)


def run(path: Path, *args: str) -> Said:
    done = CliRunner().invoke(program, [*args, "--project", str(path)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.stdout, done.stderr, done.exit_code)


def everything(path: Path) -> dict[tuple[str, ...], Said]:
    return {args: run(path, *args) for args in READING}


def judge(damage: Damage, whole: Path, broken: Path, before: dict[tuple[str, ...], Said]) -> list[str]:
    """Return what is wrong with what commands say of a damaged copy."""
    shutil.copy(whole, broken)
    damage.apply(broken)
    wrong = []
    changed = False
    for args, was in before.items():
        now = run(broken, *args)
        name = f"{damage.name}: annotator {' '.join(args)}"
        if "Traceback" in now.out + now.err or "fault in annotator" in now.err:
            wrong.append(f"{name}: {now.err}")
        elif now == was:
            continue
        changed = True
        if now.status != 1:
            wrong.append(f"{name}: other output, status {now.status}: {now.err[:200]}")
        elif not _names_damage(now.err):
            wrong.append(f"{name}: {now.err}")
    found = run(broken, "check")
    if "fault in annotator" in found.err or (changed and found.status != 1):
        wrong.append(f"{damage.name}: annotator check: {found.status} {found.err}")
    return wrong


def _names_damage(said: str) -> bool:
    """Say whether one sentence tells of a damage; what the file is not, or no longer, is one where its first page is hit."""
    told = (
        "is damaged (",
        "needs repair (",
        "is not a project of this program",
        "a newer version",
        "can't be read",
    )
    return any(one in said for one in told) and "Could not decode" not in said and said.count("\n") == 1


# --- damages --------------------------------------------------------------------------------------

_TEXTS = {
    "NULL": "NULL",
    "a number": "7",
    "a blob": "x'00ff'",
    "no UTF-8": "CAST(x'd8ff41' AS TEXT)",
    "broken JSON": "'{\"a\"'",
    "other JSON": "'[]'",
    "other text": "'هدى2'",
    "another moment": "'2020-02-02T02:02:02+00:00'",
    "no zone": "'2020-02-02T02:02:02'",
    "another status": "'doing'",
}
_NUMBERS = {
    "NULL": "NULL",
    "another number": "3",
    "a large number": "900000",
    "text": "'ألف'",
    "a blob": "x'01'",
    "a fraction": "1.5",
}


def cells(path: Path) -> Iterator[Damage]:
    """Yield, for each column of each table, each kind of damage to one of its cells."""
    with closing(sqlite3.connect(path)) as connection:
        for table in TABLES:
            for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
                values = _TEXTS if kind == "TEXT" else _NUMBERS
                for name, value in values.items():
                    yield Damage(f"{table}.{column} is {name}", _setting(table, column, value))


def _setting(table: str, column: str, value: str) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            tables = dict(
                connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
            )
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            loose = re.sub("(TEXT|INTEGER|REAL) NOT NULL", r"\1", tables[table])
            _put_schema(connection, table, loose)
            row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            keys = [r[1] for r in connection.execute(f"PRAGMA table_info({table})") if r[5]]
            key = ", ".join(keys)
            first = connection.execute(
                f"SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {row // 2}"
            ).fetchone()
            where = " AND ".join(f"{name} IS ?" for name in keys)
            with suppress(sqlite3.Error):  # a value that no page can hold there: nothing is damaged
                connection.execute(
                    f'UPDATE OR IGNORE "{table}" SET "{column}" = {value} WHERE {where}', first
                )
            _put_schema(connection, table, tables[table])
            for _, sql in triggers:
                connection.execute(sql)

    return apply


def _put_schema(connection: sqlite3.Connection, table: str, sql: str) -> None:
    version = connection.execute("PRAGMA schema_version").fetchone()[0]
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", [sql, table])
    connection.execute(f"PRAGMA schema_version = {version + 1}")
    connection.execute("PRAGMA writable_schema = OFF")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def bytes_of_pages(path: Path, each: int, seed: int = 0) -> Iterator[Damage]:
    """Yield, for each page, `each` times a flip of some bits or bytes in it, and the page full of zeros."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    for page in range(pages):
        for _ in range(each):
            where = page * size + chance.choice(
                [chance.randrange(size), chance.randrange(16), chance.randrange(size // 2, size)]
            )
            mask = chance.choice([1 << chance.randrange(8), 0xFF, 0x20, 0x04])
            yield Damage(f"byte {where} (page {page + 1}) ^ {mask:#x}", _flipping(where, mask))
        yield Damage(f"page {page + 1} is zero", _zeroing(page * size, size))


def _flipping(where: int, mask: int) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(where)
            old = file.read(1)[0]
            file.seek(where)
            file.write(bytes([old ^ mask]))

    return apply


def _zeroing(where: int, size: int) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(where)
            file.write(bytes(size))

    return apply
