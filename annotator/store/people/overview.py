"""Everybody, with what they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import People, Person
from annotator.store.check import guards
from annotator.store.people import annotators
from annotator.store.people import names as rule

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_PEOPLE = """
    SELECT number, name,
        (SELECT count(*) FROM assignment WHERE annotator = number),
        coalesce(sum(status = 'done'), 0), coalesce(sum(status = 'doing'), 0), coalesce(sum(status = 'flagged'), 0),
        (SELECT count(*) FROM span WHERE annotator = number),
        (SELECT count(*) FROM decision WHERE adjudicator = number),
        coalesce(sum(seconds), 0.0)
    FROM annotator LEFT JOIN work ON work.annotator = number GROUP BY number ORDER BY name
"""


def people(connection: Connection) -> People:
    """Return everybody with what they have, as of one moment."""
    with connection.snapshot() as snapshot:
        guards.require_lists(snapshot)
        guards.require_gold(snapshot)
        former = annotators.former(snapshot)
        return People(
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
        )
