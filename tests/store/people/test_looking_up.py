"""Who is meant by a name stays right while people come, go and are renamed, in one transaction and by several programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import annotator
from annotator.store.people import annotators

if TYPE_CHECKING:
    from annotator.project import Project
    from annotator.store.file.connection import Connection

WRITES = re.compile(r"(INSERT( OR \w+)? INTO|UPDATE( OR \w+)?|DELETE FROM) (annotator|former_name)\b")


@pytest.fixture
def connection(project: Project) -> Connection:
    """The connection of a project in which huda works, whose name was looked up in another spelling."""
    made = project._connection
    with made.writing():
        annotators.ensure(made, "huda")
    assert annotators.number(made, "HUDA") == 1
    return made


def test_a_name_is_found_in_any_spelling_as_soon_as_it_is_there(connection: Connection) -> None:
    with connection.writing():
        sami = annotators.ensure(connection, "sami")
        annotators.note_former(connection, "salim", sami)
        assert annotators.ensure(connection, "SAMI") == annotators.ensure(connection, "Salim") == sami
        annotators.rename(connection, sami, "omar")
        assert annotators.number(connection, "OMAR") == sami
        assert annotators.number(connection, "SAMI") is None
        annotators.remove_former(connection, "salim")
        assert annotators.number(connection, "SALIM") is None
        annotators.remove(connection, sami)
        assert annotators.number(connection, "OMAR") is None


def test_a_former_name_that_somebody_else_had_later_is_theirs(connection: Connection) -> None:
    with connection.writing():
        sami = annotators.ensure(connection, "sami")
        annotators.note_former(connection, "salim", 1)
        assert annotators.number(connection, "SALIM") == 1
        annotators.note_former(connection, "salim", sami)
        assert annotators.number(connection, "SALIM") == sami
        annotators.give_former(connection, sami, 1)
        assert annotators.number(connection, "SALIM") == 1


def test_who_came_in_a_transaction_that_was_taken_back_is_nobody(connection: Connection) -> None:
    with connection.writing(keep=False):
        annotators.ensure(connection, "sami")
        annotators.rename(connection, 1, "maryam")
        assert annotators.number(connection, "SAMI") == 2
    assert annotators.number(connection, "SAMI") is None
    assert annotators.number(connection, "HUDA") == 1


def test_who_came_in_a_part_of_a_transaction_that_was_taken_back_is_nobody(connection: Connection) -> None:
    with connection.writing():
        assert annotators.number(connection, "HUDA") == 1
        connection.execute("SAVEPOINT part")
        sami = annotators.ensure(connection, "sami")
        annotators.note_former(connection, "salim", sami)
        connection.execute("ROLLBACK TO part")
        omar = annotators.ensure(connection, "omar")
        assert omar == sami
        assert annotators.number(connection, "SAMI") is None
        assert annotators.number(connection, "SALIM") is None
        assert annotators.number(connection, "OMAR") == omar


def test_what_another_program_does_is_seen(connection: Connection) -> None:
    other = connection.reopen()
    try:
        with other.writing():
            annotators.rename(other, 1, "maryam")
            annotators.ensure(other, "sami")
        for each in (connection, other):
            assert annotators.number(each, "HUDA") is None
            assert annotators.number(each, "MARYAM") == 1
            assert annotators.number(each, "SAMI") == 2
    finally:
        other.close()


def test_names_are_written_in_one_module() -> None:
    """Else names that were looked up would be out of date."""
    folder = Path(annotator.__file__).parent
    writing = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*.py")
        if WRITES.search(re.sub(r"\s+", " ", file.read_text("utf-8")))
    }
    assert writing == {"store/people/annotators.py"}
