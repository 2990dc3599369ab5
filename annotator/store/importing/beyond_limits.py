"""Records beyond the limits: they are refused, but for what the project has already, which an older version or people may have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import LayerKind
from annotator.store import articles, former_texts, spans
from annotator.store.importing.checks import UnfitError, check_overlaps, check_paragraphs
from annotator.store.importing.layers import former_marks
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import IncomingSpan
    from annotator.store.articles import NewArticle
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord


def check(connection: Connection, record: CheckedRecord) -> None:
    """Raise `UnfitError` for a text or a layer beyond the limits, unless the project has the text, or the layer has or had all its spans."""
    check_text(connection, record.article)
    for name, layer in record.layers.items():
        try:
            check_overlaps(name, layer)
        except UnfitError:
            if not _has_layer(connection, record.article, name, layer):
                raise


def check_text(connection: Connection, article: NewArticle) -> None:
    """Raise `UnfitError` for a text beyond the limits, unless an article of the project has it or had it."""
    try:
        check_paragraphs(article.text)
    except UnfitError:
        there = articles.with_text(connection, article.sha256)
        if there is None and former_texts.article_with(connection, article.sha256) is None:
            raise


def _has_layer(connection: Connection, article: NewArticle, name: str, layer: Sequence[IncomingSpan]) -> bool:
    id_ = articles.with_text(connection, article.sha256)
    person = annotators.number(connection, name)
    if id_ is None or person is None:
        return False
    number = articles.require_number(connection, id_)
    missing = {(span.start, span.end, span.label) for span in layer}
    missing -= {span.mark for span in spans.of_layer(connection, number, person)}
    if missing and kinds.of(connection, person) is LayerKind.PERSON:
        missing -= former_marks(connection, articles.by_number(connection, number), number, person)
    return not missing
