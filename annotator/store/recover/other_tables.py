"""Recovering rows that nothing else repeats: work, assignments, the pool, kept splits, former names, runs of the program.

Only a checksum and the indexes can prove them, so any other row is left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from annotator.model import LayerKind
from annotator.store.check.values import FAULTS
from annotator.store.file.keep_card_row import keep_card_row
from annotator.store.recover.tables import without_checksum

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from annotator.store.recover.articles import RecoveredArticle
    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.layers import RecoveredLayers
    from annotator.store.recover.tables import ReadTables, Row

_WHAT = {
    "work": "how far {person} is with {article} can't be read",
    "assignment": "that {article} is assigned to {person} can't be read",
    "pool": "that {article} is handed out on demand can't be read",
    "split": "a split that the project keeps can't be read",
    "split_part": "in which part of a split {article} is can't be read",
    "former_name": "a name that {person} had before can't be read",
    "card": "the card can't be read; bring it in again with annotator card FILE",
    "written": "which changes of a run of the program are in the project can't be read; don't bring in its rescue file again",
}

_OF_PEOPLE = frozenset({"work", "assignment"})
"""Those in which only people stand."""


def recover_other_tables(
    tables: ReadTables,
    draft: Draft,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    findings: Findings,
) -> None:
    """Insert the rows of these tables that are right, and add findings about the others."""
    others = _others(draft)
    left_out: Counter[tuple[int, str]] = Counter()
    for name, what in _WHAT.items():
        table = tables.tables[name]
        for key, row in sorted(table.rows.items(), key=lambda one: str(one[0])):
            if _is_elsewhere(row, people, articles) or _is_of_no_split(row, draft):
                continue  # the person, the article or the split is left out, and that was noted
            who = row.get("annotator")
            if name in _OF_PEOPLE and isinstance(who, int) and who in others:
                left_out[who, name] += 1
                continue
            bad = table.definition.bad(row) or _no_values(name, row)
            if bad or not table.is_sure(key) or draft.insert(name, without_checksum(row)):
                findings.add(_sentence(what, row, people, articles))
        for row in table.lost.values():
            if not _is_elsewhere(row, people, articles) and not _is_of_no_split(row, draft):
                findings.add(_sentence(what, row, people, articles))
    if not tables.tables["card"].rows and tables.may_have_taken(keep_card_row.__name__):
        findings.add(_sentence(_WHAT["card"], {}, people, articles))
    for (number, name), count in sorted(left_out.items()):
        findings.add(
            f"{people[number]} is {others[number].noun}: rows of {name} under that name, which only people have, were left out ({count:,})."
        )


def reset_status(
    draft: Draft,
    tables: ReadTables,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    taken: RecoveredLayers,
    findings: Findings,
) -> None:
    """Set layers back to doing if spans or their status are lost."""
    known = {
        (article, person): status
        for article, person, status in draft.rows("SELECT article, annotator, status FROM work")
    }
    for pair in sorted(taken.lacking):
        if known.get(pair) == "done":
            draft.run("UPDATE work SET status = 'doing' WHERE article = ? AND annotator = ?", pair)
            findings.add(
                f"{people[pair[1]]} in {articles[pair[0]].id}: it counts as begun, no longer as finished, because spans are lost or may be."
            )
    others = _others(draft)
    if tables.tables["work"].whole and not _noted(tables, draft, others):
        return
    for pair in sorted(pair for pair in taken.there - known.keys() if pair[1] not in others):
        draft.insert_sound("work", {"annotator": pair[1], "article": pair[0], "status": "doing"})
        findings.add(f"{people[pair[1]]} in {articles[pair[0]].id}: the status is lost; it counts as begun.")


def _others(draft: Draft) -> dict[int, LayerKind]:
    """Return the kinds of models and references by number."""
    return {
        number: LayerKind(kind)
        for number, kind in draft.rows("SELECT number, kind FROM annotator WHERE kind <> 'person'")
    }


def _noted(tables: ReadTables, draft: Draft, others: Collection[int]) -> bool:
    """Return whether rows of the work of people were left out."""
    rows = [row for row in tables.tables["work"].rows.values() if row.get("annotator") not in others]
    return len(rows) > len(draft.rows("SELECT 1 FROM work"))


def _is_elsewhere(row: Mapping[str, Any], people: Collection[int], articles: Collection[int]) -> bool:
    return ("annotator" in row and row["annotator"] not in people) or (
        "article" in row and row["article"] not in articles
    )


def _is_of_no_split(row: Mapping[str, Any], draft: Draft) -> bool:
    return "split" in row and not draft.rows("SELECT 1 FROM split WHERE number = ?", [row["split"]])


def _no_values(table: str, row: Row) -> bool:
    """Return whether values are of the right type and no such values, as a time that nobody can have spent."""
    return any((table, column) in FAULTS and FAULTS[table, column](value) for column, value in row.items())


def _sentence(
    what: str, row: Mapping[str, Any], people: Mapping[int, str], articles: Mapping[int, RecoveredArticle]
) -> str:
    person, article = people.get(row.get("annotator", 0), ""), articles.get(row.get("article", 0))
    text = what.format(person=person, article=article.id if article else "")
    return f"{text[:1].upper()}{text[1:]}." if not text.startswith(f"{person} ") else f"{text}."
