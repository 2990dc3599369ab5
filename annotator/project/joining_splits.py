"""Where articles were dealt in another project or data set, beside where the project keeps others."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from annotator.datasets import dealing, near_duplicates
from annotator.store import articles
from annotator.store.check import guards
from annotator.store.field_values import field_values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from collections.abc import Set as AbstractSet

    from annotator.model import KeptSplit
    from annotator.store.file.connection import Connection


def stored_shingles(connection: Connection, id_: str) -> set[int]:
    """Return the shingles of an article that the project has. Raises `DamagedProjectError`."""
    number = articles.require_number(connection, id_)
    article = articles.by_number(connection, number)
    if sha256(article.text.encode()).hexdigest() != article.sha256:
        guards.require_article(connection, number)
    return near_duplicates.shingles(article.text)


def torn(
    connection: Connection,
    here: KeptSplit,
    there: Mapping[str, str],
    shingles_of: Callable[[str], AbstractSet[int]] | None = None,
) -> Collection[str]:
    """Return which articles would be in another part than what they belong to here, if they were where they are `there`.

    Those that have a part here stay in it, and count no more. `shingles_of` are those of the texts as the project has them, None: read them.
    """
    coming = {id_: part for id_, part in there.items() if id_ not in here.parts}
    if not coming or not here.parts:
        return frozenset()
    ids = [*here.parts, *coming]
    values = field_values(connection, here.grouped_by, ids).values if here.grouped_by else {}
    copies = near_duplicates.find(ids, shingles_of or (lambda id_: stored_shingles(connection, id_)))
    return dealing.torn(copies, values, here.parts, coming)
