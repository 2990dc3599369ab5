"""The step that forgets the counts of the adjudicator's list, because what is one case has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file.case_counts import NOTHING

if TYPE_CHECKING:
    from sqlite_utils import Database


def count_cases_again(db: Database) -> None:
    """Forget what was counted of all articles: ranges within one another may be one case from now on.

    An index gets another name, so that the tables show that the step was taken.
    """
    db.executescript(f"""
        UPDATE case_count SET {NOTHING}, stamp = 0, checksum = NULL WHERE layers IS NOT NULL;
        DROP INDEX case_count_by_layers;
        CREATE INDEX case_count_by_layer_count ON case_count (layers, article) WHERE layers > 1;
    """)
