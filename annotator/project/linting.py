"""Looking for what is likely wrong in one layer of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.evaluation.table import MarkTable
from annotator.lint.base import MarkedText
from annotator.lint.linting import findings
from annotator.model import EVERYONE, GOLD, MARKS
from annotator.project.evaluations import Evaluations
from annotator.store.people import annotators
from annotator.store.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from annotator.model import Finding, LabelSchema
    from annotator.store.file.connection import Connection


class Linting:
    """What lint finds in the layers of a project, but for the kinds that the label schema switches off."""

    def __init__(self, connection: Connection, schema: LabelSchema) -> None:
        self._connection = connection
        self._schema = schema

    def known(self, layer: str) -> str:
        """Return the name of a layer as the project spells it, "gold" for the gold. Raises `UsageError` where it is not one layer of the project."""
        if layer == GOLD:
            return layer
        if layer in (EVERYONE, MARKS):
            raise UsageError(
                f"--layer {layer} is not one layer, and lint compares a layer with itself: name a person, a model or a reference, or gold."
            )
        number = annotators.require_number(self._connection, layer)
        return annotators.name_of(self._connection, number)

    def findings(
        self, layer: str, progress: Callable[[int], None] = lambda _count: None
    ) -> Generator[Finding, None, None]:
        """Yield what is found in a layer, in the order of the articles, all as the project is when the first one is asked for.

        Articles are looked at where the layer has a span in them, or the annotator has set them to done or flagged; of the gold, those that an
        export has. `progress` is called with how many articles were read so far. Nothing must be written before the last one was taken, or the
        generator is closed. Raises `UsageError` as `known`.
        """
        name = self.known(layer)
        with self._connection.seeing_one_state():
            table = MarkTable(name)
            for record in Records(self._connection).select(name, progress=progress):
                table.add(record.id, [(span.start, span.end, span.label) for span in record.spans])
            articles = Evaluations(self._connection, self._schema)

            def marked() -> Iterator[MarkedText]:
                for number, article in articles.articles(list(table)):
                    marks = sorted(table.marks(article.id), key=lambda mark: (mark[0], -mark[1], mark[2]))
                    yield MarkedText(article=article.id, number=number, text=article.text, marks=tuple(marks))

            yield from findings(marked, self._schema.lint_off)
