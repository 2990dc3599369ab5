"""The people of a project, who are annotators and adjudicators, and its models and references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import names as rule
from annotator.command_line import command_line
from annotator.errors import UsageError
from annotator.model import LayerKind, Moved, OtherLayers, PeopleOverview, Person
from annotator.store.check import guards
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from annotator.model import Removed
    from annotator.store.file.connection import Connection

_PEOPLE = f"""
    SELECT number, name,
        (SELECT count(*) FROM assignment WHERE annotator = number),
        coalesce(sum(status = 'done'), 0), coalesce(sum(status = 'doing'), 0), coalesce(sum(status = 'flagged'), 0),
        (SELECT count(*) FROM span WHERE annotator = number),
        (SELECT count(*) FROM decision WHERE adjudicator = number),
        coalesce(sum(seconds), 0.0)
    FROM {kinds.PEOPLE} LEFT JOIN work ON work.annotator = number GROUP BY number ORDER BY name
"""
_OTHERS = """
    SELECT number, name, kind, count(DISTINCT article), count(article) FROM annotator LEFT JOIN span ON annotator = number
    WHERE kind <> 'person' GROUP BY number ORDER BY name
"""
_LAYERS = """
    SELECT count(*) FROM (
        SELECT article FROM span WHERE annotator = :who UNION SELECT article FROM operation WHERE annotator = :who
        UNION SELECT article FROM work WHERE annotator = :who
    )
"""


class People:
    """The people of a project, and its models and references. They are known by their names, in any spelling, and by names that they had before.

    Names stand in the histories too, inside spans and decisions. `rename` and `join` replace them there as merging does, so that
    a copy from before can still be merged, and are the only ways in which a history is altered.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def names(self) -> list[str]:
        """Return the names of all who have worked here or to whom something is assigned, sorted."""
        return annotators.names(self._connection)

    def named(self, name: str, how: str = "", kind: LayerKind = LayerKind.PERSON) -> str:
        """Return the name under which somebody works: as the project has it in any spelling, or cleaned for somebody new.

        A name that somebody had before is theirs. Raises `UsageError` for a name that nobody can have or that is not of this
        `kind`, for a model without a version, and where two people have it in other spellings. `how` says in the message how
        to give another, as in " with --as NAME".
        """
        return annotators.named(self._connection, name, how, kind)

    def overview(self) -> PeopleOverview:
        """Return everybody with what they have, and whose names are alike, as of one moment."""
        with self._connection.snapshot() as snapshot:
            guards.require_lists(snapshot)
            guards.require_gold(snapshot)
            former = annotators.former(snapshot)
            return PeopleOverview(
                people=tuple(
                    Person(
                        name=name,
                        former=tuple(earlier for earlier, who in former if who == number),
                        assigned=assigned,
                        finished=finished,
                        doing=doing,
                        flagged=flagged,
                        spans=spans,
                        decisions=decisions,
                        seconds=seconds,
                        fault=rule.fault(name),
                    )
                    for number, name, assigned, finished, doing, flagged, spans, decisions, seconds in snapshot.rows(
                        _PEOPLE
                    )
                ),
                alike=tuple(annotators.alike(snapshot)),
                others=tuple(
                    OtherLayers(
                        name=name,
                        kind=LayerKind(kind),
                        former=tuple(earlier for earlier, who in former if who == number),
                        articles=articles,
                        spans=spans,
                    )
                    for number, name, kind, articles, spans in snapshot.rows(_OTHERS)
                ),
            )

    def pseudonyms(self) -> dict[str, str]:
        """Return the letter of each person, by names, in the order in which they came into the project. Raises `UsageError` as `Pseudonyms` does."""
        from annotator.store.people.pseudonyms import Pseudonyms

        guards.require_tables(self._connection, "annotator")
        return Pseudonyms(self._connection).letters

    def drawn_letters(self) -> dict[str, str]:
        """Return a letter for each person by names, drawn by chance from the project, which its copies have in common.

        Nobody's letter changes when somebody comes, or gets another name. They are not those of `pseudonyms`.
        """
        from annotator.store.people.pseudonyms import drawn_letters

        guards.require_tables(self._connection, "annotator")
        return drawn_letters(self._connection)

    def alike(self) -> tuple[tuple[str, ...], ...]:
        """Return the names that differ only in case or in how letters are composed, and are of several people."""
        guards.require_tables(self._connection, "annotator")
        return tuple(annotators.alike(self._connection))

    def rename(self, name: str, new: str, *, keep: bool = True) -> Moved:
        """Give somebody another name, everywhere, also in the history; they are still known by the one before.

        Raises `UsageError` for a name that nobody has, for a new one that nobody can have or that somebody else has or had, and
        for one of a model that does not say its version; nothing is changed then. Without `keep` nothing is changed either, and what would be is returned.
        """
        from annotator.store.people import names_in_history

        new = rule.clean(new)
        with self._connection.writing(keep=keep):
            person = annotators.require_number(self._connection, name)
            name = annotators.name_of(self._connection, person)
            _check_free(self._connection, person, name, new)
            if kinds.of(self._connection, person) is LayerKind.MODEL:
                rule.require_version(new)
            counts = _counts(self._connection, person)
            with names_in_history.histories_open(self._connection):
                annotators.rename(self._connection, person, new)
                names_in_history.rename_operations(self._connection, person, new)
                decisions = names_in_history.rename_gold(self._connection, person, name, new)
            _note_former(self._connection, person, name, new)
            return Moved(name=new, former=name, decisions=decisions, **counts)

    def join(self, name: str, other: str, *, keep: bool = True) -> Moved:
        """Give all that one person has to another, with its history; the first is gone then, and known as the other.

        Where both had a span with the same range and label, that of the first is removed by an operation in its history. The
        histories of a layer become one in the order in which they were written. Where gold was decided from both, it counts as
        changed. Raises `UsageError` for names that nobody has, for one person, and for names of two kinds; nothing is changed then. Without `keep` nothing is
        changed either, and what would be is returned.
        """
        from annotator.store.people import joining

        with self._connection.writing(keep=keep):
            first, second = (annotators.require_number(self._connection, each) for each in (name, other))
            name, other = (annotators.name_of(self._connection, each) for each in (first, second))
            if first == second:
                raise UsageError(f"{name} is one person already, so nothing was changed. Name two people.")
            one, two = (kinds.of(self._connection, each) for each in (first, second))
            if one is not two:
                raise UsageError(
                    f"{name} is {one.noun} and {other} is {two.noun}, so they can't be one, and nothing was changed."
                )
            if fault := rule.fault(other):
                raise UsageError(
                    f"{fault} Nothing was changed. Join the other way round, or rename them first: "
                    f"{command_line('people rename', other, 'NEW', project=self._connection.path)}"
                )
            current = _current(self._connection)
            marked = joining.with_spans(self._connection, first, second)
            doubles = joining.remove_doubles(self._connection, first, second)
            counts = _counts(self._connection, first)
            decisions = self._give_history(first, second, name, other)
            joining.join_notes(self._connection, first, second)
            joining.join_work(self._connection, marked, first, second)
            annotators.give_former(self._connection, first, second)
            annotators.remove(self._connection, first)
            _note_former(self._connection, second, name, other)
            changed = len(current - _current(self._connection))
            return Moved(
                name=other, former=name, decisions=decisions, doubles=doubles, changed=changed, **counts
            )

    def remove(self, name: str, *, keep: bool = True) -> Removed:
        """Remove all spans of a model or a reference; the history keeps them, and the name stays what it is.

        Raises `UsageError` for a name that is not there and for a person's; nothing is changed then. Without `keep` nothing is
        changed either, and what would be is returned.
        """
        from annotator.store.people import removing

        with self._connection.writing(keep=keep):
            return removing.remove(self._connection, name)

    def _give_history(self, first: int, second: int, name: str, other: str) -> int:
        """Give spans, operations and gold of the first person to the second; return how many decisions named the first."""
        from annotator.store.people import names_in_history

        with names_in_history.histories_open(self._connection):
            names_in_history.rename_operations(self._connection, first, other)
            for table in ("operation", "span"):
                self._connection.execute(
                    f"UPDATE {table} SET annotator = ? WHERE annotator = ?", [second, first]
                )
            decisions = names_in_history.rename_gold(self._connection, first, name, other)
            for table in names_in_history.GOLD:
                self._connection.execute(
                    f"UPDATE {table} SET adjudicator = ? WHERE adjudicator = ?", [second, first]
                )
        return decisions


def _current(connection: Connection) -> set[int]:
    """Return the numbers of the articles whose gold is settled and not changed since."""
    from annotator.store import finished

    settled = [number for (number,) in connection.rows("SELECT article FROM settled")]
    return {number for number in settled if finished.is_current(connection, number)}


def _check_free(connection: Connection, person: int, name: str, new: str) -> None:
    """Raise `UsageError` unless somebody called `name` may be called `new` from now on."""
    if name == new:
        raise UsageError(f"{name} is called that already, so nothing was changed.")
    wanted = rule.key(new)
    for known in annotators.all_names(connection):
        if rule.key(known) == wanted and known != name:
            taken = (
                f"{known} is somebody in this project already, so nothing was changed. Choose another name"
            )
            other = annotators.require_number(connection, known)
            if kinds.of(connection, other) is not kinds.of(connection, person):
                raise UsageError(f"{taken}.")
            join = command_line("people join", name, known, project=connection.path)
            raise UsageError(f"{taken}; if both are one person: {join}")
    for known, who in annotators.former(connection):
        if rule.key(known) == wanted and who != person:
            raise UsageError(
                f"{known} was the name of {annotators.name_of(connection, who)} before, who is still known by it, also in copies of "
                "the project, so nothing was changed. Choose another name."
            )


def _note_former(connection: Connection, person: int, name: str, new: str) -> None:
    """Note that a person who is called `new` was called `name`, and had no other spelling of `new`."""
    for known, who in annotators.former(connection):
        if who == person and rule.key(known) == rule.key(new):
            annotators.remove_former(connection, known)
    if rule.key(name) != rule.key(new):
        annotators.note_former(connection, name, person)


def _counts(connection: Connection, person: int) -> dict[str, int]:
    found = {"layers": connection.row(_LAYERS, {"who": person})}
    for what, table in (("spans", "span"), ("operations", "operation")):
        found[what] = connection.row(f"SELECT count(*) FROM {table} WHERE annotator = ?", [person])
    return {what: int(row[0]) for what, row in found.items() if row is not None}
