"""The step that adds the counts of the adjudicator's list, and the triggers that keep them true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.store.file import checksums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

NOTHING = (
    "layers = NULL, people = NULL, open = NULL, undecided = NULL, stale = NULL, decided = NULL, status = NULL"
)
OF_PERSON = "(SELECT kind FROM annotator WHERE number = {row}.annotator) = 'person'"
CANDIDATE = """
    (SELECT count(*) FROM (SELECT 1 FROM work WHERE work.article = {article} AND status = 'done' LIMIT 2)) = 2
    OR EXISTS (SELECT 1 FROM decision WHERE decision.article = {article})
    OR EXISTS (SELECT 1 FROM settled WHERE settled.article = {article})
"""
TABLES = ("case_count", "case_total")

COLUMNS = "case_count.article, layers, people, open, undecided, stale, decided, status"
WITH_CHECKSUM = f"{COLUMNS}, case_count.stamp, case_count.checksum"

CANDIDATES = """
    SELECT article FROM work WHERE status = 'done' GROUP BY article HAVING count(*) > 1
    UNION SELECT article FROM decision UNION SELECT article FROM settled
"""
"""The articles that may have two layers to compare."""

TOTALS = """
    SELECT coalesce(sum(layers IS NULL), 0), coalesce(sum(layers > 1), 0), coalesce(sum(layers > 1 AND status = 3), 0),
        coalesce(sum((layers > 1) * open), 0), coalesce(sum((layers > 1) * (undecided + stale)), 0)
    FROM case_count
"""
"""The sums that `case_total` has."""


def is_sound(row: Sequence[Any]) -> bool:
    """Return whether a counted row, as `WITH_CHECKSUM` selects it, has its checksum."""
    *values, stored = row
    return bool(stored == checksum(values))


def checksum(values: Sequence[Any]) -> int:
    """Return the checksum of an article's number, its counts and its stamp."""
    return checksums.checksum("case_count", values)


def create_case_counts(db: Database) -> None:
    """Add how many cases each article has, as it was counted last, and the sums of that.

    There is a row for each article that two people have finished or that has gold. Its counts are NULL until they are counted, and
    again once anything changes that they depend on; `stamp` changes whenever that happens. Only articles with two layers or more
    are listed and summed. `people` are the numbers of those with a layer, each between two commas. `open` is what no
    adjudicator has to decide but with the policy none, under which it is `undecided` + `stale`. `status`: 0 new, 1 begun,
    2 settled and changed since, 3 settled. `checksum` is that of the counts, which nothing else tells but counting again.
    """
    db.executescript(f"""
        CREATE TABLE case_count (
            article INTEGER PRIMARY KEY,
            stamp INTEGER NOT NULL DEFAULT (random()),
            layers INTEGER,
            people TEXT,
            open INTEGER,
            undecided INTEGER,
            stale INTEGER,
            decided INTEGER,
            status INTEGER,
            checksum INTEGER
        );
        CREATE TABLE case_total (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            uncounted INTEGER NOT NULL,
            listed INTEGER NOT NULL,
            settled INTEGER NOT NULL,
            open INTEGER NOT NULL,
            not_decided INTEGER NOT NULL
        );
        INSERT INTO case_count (article) {CANDIDATES};
        INSERT INTO case_total (number, uncounted, listed, settled, open, not_decided) SELECT 1, * FROM ({TOTALS});
        CREATE INDEX case_count_lacking ON case_count (article) WHERE layers IS NULL;
        CREATE INDEX case_count_by_open ON case_count (open DESC, (status = 3), article) WHERE layers > 1;
        CREATE INDEX case_count_by_not_decided ON case_count (undecided + stale DESC, (status = 3), article) WHERE layers > 1;
        CREATE INDEX case_count_by_status ON case_count (status, article) WHERE layers IS NOT NULL;
        CREATE INDEX case_count_by_stale ON case_count (stale, article) WHERE layers > 1;
        CREATE INDEX case_count_by_layers ON case_count (layers, article) WHERE layers > 1;
        {"".join(_triggers())}
    """)


def _triggers() -> list[str]:
    return [*_of_totals(), *_of_spans(), *_of_work(), *_of_gold(), *_of_texts()]


def trigger(name: str, event: str, *statements: str, when: str = "") -> str:
    """Return the statement that creates a trigger after an event."""
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} AFTER {event} {condition}BEGIN {' '.join(statements)} END;\n"


def _of_totals() -> list[str]:
    def change(plus: str, minus: str) -> str:
        def part(name: str, value: str) -> str:
            added = f" + {value.format(row=plus)}" if plus else ""
            taken = f" - {value.format(row=minus)}" if minus else ""
            return f"{name} = {name}{added}{taken}"

        return f"UPDATE case_total SET {', '.join(part(name, value) for name, value in sums.items())};"

    sums = {
        "uncounted": "({row}.layers IS NULL)",
        "listed": "coalesce({row}.layers > 1, 0)",
        "settled": "coalesce({row}.layers > 1 AND {row}.status = 3, 0)",
        "open": "coalesce(({row}.layers > 1) * {row}.open, 0)",
        "not_decided": "coalesce(({row}.layers > 1) * ({row}.undecided + {row}.stale), 0)",
    }
    return [
        trigger("case_count_enters_total", "INSERT ON case_count", change("NEW", "")),
        trigger("case_count_leaves_total", "DELETE ON case_count", change("", "OLD")),
        trigger(
            "case_count_changes_total", "UPDATE ON case_count", change("NEW", "OLD"),
            when="OLD.layers IS NOT NULL OR NEW.layers IS NOT NULL",
        ),
    ]  # fmt: skip


def _forget(*rows: str) -> str:
    which = ", ".join(f"{row}.article" for row in rows)
    return f"UPDATE case_count SET {NOTHING}, stamp = random() WHERE article IN ({which});"


def _find_again(row: str) -> tuple[str, str]:
    """Return the statements that forget what was counted, and look whether there is anything to count."""
    article = f"{row}.article"
    return (
        f"DELETE FROM case_count WHERE article = {article};",
        f"INSERT INTO case_count (article) SELECT {article} WHERE {CANDIDATE.format(article=article)};",
    )


def _keep(row: str) -> tuple[str, str]:
    """Return the statements that forget what was counted where there is something to count."""
    return (f"INSERT INTO case_count (article) VALUES ({row}.article) ON CONFLICT DO NOTHING;", _forget(row))


def _of_spans() -> list[str]:
    new, old = (OF_PERSON.format(row=row) for row in ("NEW", "OLD"))
    return [
        trigger("span_added_is_counted", "INSERT ON span", _forget("NEW"), when=new),
        trigger("span_removed_is_counted", "DELETE ON span", _forget("OLD"), when=old),
        trigger("span_changed_is_counted", "UPDATE ON span", _forget("OLD", "NEW"), when=f"{new} OR {old}"),
    ]


def _of_work() -> list[str]:
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in ("status", "article", "annotator"))
    return [
        trigger(
            "work_added_is_counted", "INSERT ON work", *_find_again("NEW"), when="NEW.status = 'done'"
        ),
        trigger(
            "work_removed_is_counted", "DELETE ON work", *_find_again("OLD"), when="OLD.status = 'done'"
        ),
        trigger(
            "work_changed_is_counted", "UPDATE OF status, article, annotator ON work",
            *_find_again("OLD"), *_find_again("NEW"), when=f"'done' IN (OLD.status, NEW.status) AND ({differs})",
        ),
    ]  # fmt: skip


def _of_gold() -> list[str]:
    made = []
    for table in ("decision", "settled"):
        made += [
            trigger(f"{table}_added_is_counted", f"INSERT ON {table}", *_keep("NEW")),
            trigger(f"{table}_removed_is_counted", f"DELETE ON {table}", *_find_again("OLD")),
            trigger(
                f"{table}_changed_is_counted",
                f"UPDATE ON {table}",
                *_find_again("OLD"),
                *_find_again("NEW"),
            ),
        ]
    return [
        *made,
        trigger("gold_span_added_is_counted", "INSERT ON gold_span", _forget("NEW")),
        trigger("gold_span_removed_is_counted", "DELETE ON gold_span", _forget("OLD")),
        trigger("gold_span_changed_is_counted", "UPDATE ON gold_span", _forget("OLD", "NEW")),
    ]


def _of_texts() -> list[str]:
    return [trigger("text_corrected_is_counted", "UPDATE ON article_text", _forget("NEW"))]
