"""The spans that one annotator, model or reference has in an article, as lines, JSON or CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from annotator.cli.say import counted, plain
from annotator.cli.tables import table
from annotator.model import LayerKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import Article, Layer

SCORE = "score"
"""The attribute of spans in which the scores of models and references are kept."""


class LayerList:
    """The spans of one layer, in their order, with the texts of their ranges."""

    def __init__(self, article: Article, layer: Layer, kind: LayerKind) -> None:
        self._article = article
        self._layer = layer
        self._kind = kind

    def lines(self) -> Iterator[str]:
        """Yield a heading and a line for each span: its range in code points, score if any has one, label and text."""
        layer = self._layer
        whose = layer.annotator if self._kind is LayerKind.PERSON else f"the {self._kind} {layer.annotator}"
        count = counted(len(layer.spans), "span") if layer.spans else "No span"
        yield plain(f"{count} of {whose} in {self._article.id}{':' if layer.spans else '.'}")
        if layer.spans:
            yield from table(self._rows())

    def fields(self) -> dict[str, Any]:
        """Return the layer as the fields of a JSON object."""
        spans = [
            {
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "text": self._article.text[span.start : span.end],
                "attributes": span.attributes,
            }
            for span in self._layer.spans
        ]
        return {"layer": self._layer.annotator, "kind": self._kind.value, "spans": spans}

    def csv(self) -> str:
        """Return a heading, and a line for each span."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("article", "layer", "kind", "start", "end", "label", SCORE, "text"))
        for span in self._layer.spans:
            score, text = span.attributes.get(SCORE, ""), self._article.text[span.start : span.end]
            name, kind = self._layer.annotator, self._kind.value
            writer.writerow((self._article.id, name, kind, span.start, span.end, span.label, score, text))
        return out.getvalue()

    def _rows(self) -> Iterator[Sequence[str]]:
        scored = any(SCORE in span.attributes for span in self._layer.spans)
        yield ">Start", ">End", *([">Score"] if scored else []), "Label", "Text"
        for span in self._layer.spans:
            score = [plain(span.attributes.get(SCORE, ""))] if scored else []
            text = plain(self._article.text[span.start : span.end])
            yield str(span.start), str(span.end), *score, plain(span.label), text
