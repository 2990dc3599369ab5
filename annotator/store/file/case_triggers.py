"""The step that forgets what was counted of an article once, however many of its spans and decisions change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file.case_counts import CANDIDATE, NOTHING, OF_PERSON, trigger

if TYPE_CHECKING:
    from sqlite_utils import Database

_KNOWN = "SELECT 1 FROM case_count WHERE article = {row}.article AND stamp = 0 AND layers IS NULL"
"""Whether it is known of an article that it has changed."""
_TABLES = ("span", "decision", "gold_span")


def forget_counts_once(db: Database) -> None:
    """Let the triggers on spans and decisions do nothing for an article that is known to have changed.

    From now on the first change of an article sets its `stamp` to 0. Who counts gives it another stamp first, and stores the counts
    only where it still has that one: so what changes meanwhile sets it to 0 again.
    """
    names = [f"{table}_{event}_is_counted" for table in _TABLES for event in ("added", "removed", "changed")]
    db.executescript("".join((*(f"DROP TRIGGER {name};\n" for name in names), *_triggers())))


def _triggers() -> list[str]:
    return [*_of_spans(), *_of_decisions(), *_of_gold_spans()]


def _of_spans() -> list[str]:
    new, old = (OF_PERSON.format(row=row) for row in ("NEW", "OLD"))
    return [
        trigger("span_added_is_counted", "INSERT ON span", _forget("NEW"), when=f"{_matters('NEW')} AND {new}"),
        trigger("span_removed_is_counted", "DELETE ON span", _forget("OLD"), when=f"{_matters('OLD')} AND {old}"),
        trigger(
            "span_changed_is_counted", "UPDATE ON span", _forget("OLD", "NEW"),
            when=f"({_matters('OLD')} OR {_matters('NEW')}) AND ({new} OR {old})",
        ),
    ]  # fmt: skip


def _of_gold_spans() -> list[str]:
    return [
        trigger("gold_span_added_is_counted", "INSERT ON gold_span", _forget("NEW"), when=_matters("NEW")),
        trigger("gold_span_removed_is_counted", "DELETE ON gold_span", _forget("OLD"), when=_matters("OLD")),
        trigger(
            "gold_span_changed_is_counted", "UPDATE ON gold_span", _forget("OLD", "NEW"),
            when=f"{_matters('OLD')} OR {_matters('NEW')}",
        ),
    ]  # fmt: skip


def _of_decisions() -> list[str]:
    candidate = CANDIDATE.format(article="OLD.article")
    return [
        trigger(
            "decision_added_is_counted", "INSERT ON decision",
            "INSERT INTO case_count (article) VALUES (NEW.article) ON CONFLICT DO NOTHING;", _forget("NEW"),
            when=f"NOT EXISTS ({_KNOWN.format(row='NEW')})",
        ),
        trigger(
            "decision_removed_is_counted", "DELETE ON decision", *_find_again("OLD"),
            when=f"NOT EXISTS ({_KNOWN.format(row='OLD')}) OR NOT ({candidate})",
        ),
        trigger(
            "decision_changed_is_counted", "UPDATE ON decision", *_find_again("OLD"), *_find_again("NEW"),
            when=f"NOT EXISTS ({_KNOWN.format(row='NEW')}) OR OLD.article IS NOT NEW.article",
        ),
    ]  # fmt: skip


def _matters(row: str) -> str:
    """Return the condition that an article has a row that is not known to have changed."""
    return f"EXISTS (SELECT 1 FROM case_count WHERE article = {row}.article AND (stamp <> 0 OR layers IS NOT NULL))"


def _forget(*rows: str) -> str:
    which = ", ".join(f"{row}.article" for row in rows)
    return f"UPDATE case_count SET {NOTHING}, stamp = 0 WHERE article IN ({which});"


def _find_again(row: str) -> tuple[str, str]:
    """Return the statements that forget what was counted, and look whether there is anything to count."""
    article = f"{row}.article"
    return (
        f"DELETE FROM case_count WHERE article = {article};",
        f"INSERT INTO case_count (article, stamp) SELECT {article}, 0 WHERE {CANDIDATE.format(article=article)};",
    )
