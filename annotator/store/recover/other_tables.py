"""What is taken as it is stored: how far people are, assignments, what is handed out, former names, runs of the program.

Nothing but a checksum and the indices tell whether these rows are right, so what is not is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.store.file import checksums
from annotator.store.recover.found import is_sure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.found import RecoveredArticle
    from annotator.store.recover.layers import RecoveredLayers
    from annotator.store.recover.tables import Reading, Row

_WHAT = {
    "work": "how far {person} is with {article} can't be read",
    "assignment": "that {article} is assigned to {person} can't be read",
    "pool": "that {article} is handed out on demand can't be read",
    "former_name": "a name that {person} had before can't be read",
    "written": "which changes of a run of the program are in the project can't be read; don't bring in its rescue file again",
}


def recover_other_tables(
    reading: Reading,
    draft: Draft,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    notes: Findings,
) -> None:
    """Take the rows of these tables that are right, and note the others."""
    for name, what in _WHAT.items():
        table = reading.tables[name]
        for key, row in sorted(table.rows.items(), key=lambda one: str(one[0])):
            if _is_elsewhere(row, people, articles):
                continue  # the person or the article is left out, and that was noted
            if table.definition.bad(row) or not is_sure(table, key) or draft.insert(name, _plain(row)):
                notes.add(_sentence(what, row, people, articles))
        for row in table.lost.values():
            if not _is_elsewhere(row, people, articles):
                notes.add(_sentence(what, row, people, articles))


def reset_status(
    draft: Draft,
    reading: Reading,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    taken: RecoveredLayers,
    notes: Findings,
) -> None:
    """Have layers of which spans are lost, or of which the status is, be finished again."""
    known = {
        (article, person): status
        for article, person, status in draft.rows("SELECT article, annotator, status FROM work")
    }
    for place in sorted(taken.lacking):
        if known.get(place) == "done":
            draft.run("UPDATE work SET status = 'doing' WHERE article = ? AND annotator = ?", place)
            notes.add(
                f"{people[place[1]]} in {articles[place[0]].id}: it counts as begun, no longer as finished, because spans are lost or may be."
            )
    if reading.tables["work"].whole and not _noted(reading, draft):
        return
    for place in sorted(taken.there - known.keys()):
        draft.insert_sound("work", {"annotator": place[1], "article": place[0], "status": "doing"})
        notes.add(f"{people[place[1]]} in {articles[place[0]].id}: the status is lost; it counts as begun.")


def _noted(reading: Reading, draft: Draft) -> bool:
    """Say whether rows of work were left out."""
    return len(reading.tables["work"].rows) > len(draft.rows("SELECT 1 FROM work"))


def _is_elsewhere(row: Mapping[str, Any], people: Collection[int], articles: Collection[int]) -> bool:
    return ("annotator" in row and row["annotator"] not in people) or (
        "article" in row and row["article"] not in articles
    )


def _plain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != checksums.COLUMN}


def _sentence(
    what: str, row: Mapping[str, Any], people: Mapping[int, str], articles: Mapping[int, RecoveredArticle]
) -> str:
    person, article = people.get(row.get("annotator", 0), ""), articles.get(row.get("article", 0))
    text = what.format(person=person, article=article.id if article else "")
    return f"{text[:1].upper()}{text[1:]}." if not text.startswith(f"{person} ") else f"{text}."
