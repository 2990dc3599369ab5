"""When the project was changed last."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from annotator.store.disk.failures import damaged

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_TIMES = """
    SELECT max(at) FROM operation UNION ALL SELECT max(at) FROM gold_step UNION ALL SELECT max(added) FROM article
    UNION ALL SELECT max(replaced) FROM former_text UNION ALL SELECT max(changed) FROM card
"""


def latest_change(connection: Connection) -> datetime | None:
    """Return the time of the latest change of spans, gold, articles or the card, None where there was none.

    Of a status or an assignment it is not known when it was set.
    """
    try:
        times = [datetime.fromisoformat(at).astimezone(UTC) for (at,) in connection.rows(_TIMES) if at]
    except ValueError as error:
        raise damaged(connection.path, f"when it was changed last can't be read: {error}") from error
    return max(times, default=None)
