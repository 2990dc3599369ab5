"""The spans that a layer has in an article, as lines, JSON or CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from annotator.cli.say import counted, plain
from annotator.cli.tables import table
from annotator.model import EVERYONE, GOLD, LayerKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import Record, RecordSpan

SCORE = "score"
"""The attribute of spans in which the scores of models and references are kept."""


class LayerList:
    """The spans of some layers in one article: those of names, everyone's or the gold. `record` is what an export has of them, None: nothing."""

    def __init__(self, article: str, layers: Sequence[str], record: Record | None) -> None:
        self._article = article
        self._layers = tuple(dict.fromkeys(layers))
        self._spans: list[RecordSpan] = [] if record is None else record.spans
        self._kinds: dict[str, LayerKind] = (record.kinds if record is not None else None) or {}
        if record is not None and self._layers not in ((EVERYONE,), (GOLD,)):
            self._layers = tuple(record.annotators)

    def lines(self) -> Iterator[str]:
        """Yield a heading and a line for each span: its range in code points, score if any has one, label and text."""
        if not self._spans:
            yield plain(f"No span of {self._whose()} in {self._article}.")
            return
        yield plain(f"{counted(len(self._spans), 'span')} of {self._whose()} in {self._article}:")
        yield from table(self._rows())

    def fields(self) -> dict[str, Any]:
        """Return the layer as the fields of a JSON object."""
        spans = [
            {
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "text": span.text,
                "annotator": span.annotator,
                "attributes": span.attributes,
            }
            for span in self._spans
        ]
        kinds = {name: kind.value for name, kind in self._kinds.items()}
        return {"layer": ", ".join(self._layers), "kinds": kinds, "spans": spans}

    def csv(self) -> str:
        """Return a heading, and a line for each span; in gold nobody is its annotator."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("article", "annotator", "kind", "start", "end", "label", SCORE, "text"))
        for span in self._spans:
            name = span.annotator or ""
            kind = self._kinds.get(name, LayerKind.PERSON).value if name else ""
            score = span.attributes.get(SCORE, "")
            writer.writerow((self._article, name, kind, span.start, span.end, span.label, score, span.text))
        return out.getvalue()

    def _whose(self) -> str:
        return " and ".join(map(self._called, self._layers))

    def _called(self, layer: str) -> str:
        if layer in (EVERYONE, GOLD):
            return "everyone" if layer == EVERYONE else "the gold"
        kind = self._kinds.get(layer, LayerKind.PERSON)
        return layer if kind is LayerKind.PERSON else f"the {kind} {layer}"

    def _rows(self) -> Iterator[Sequence[str]]:
        scored = any(SCORE in span.attributes for span in self._spans)
        several = self._layers == (EVERYONE,) or len(self._layers) > 1
        yield (
            ">Start",
            ">End",
            *([">Score"] if scored else []),
            "Label",
            *(["Name"] if several else []),
            "Text",
        )
        for span in self._spans:
            score = [plain(span.attributes.get(SCORE, ""))] if scored else []
            name = [plain(span.annotator or "")] if several else []
            yield str(span.start), str(span.end), *score, plain(span.label), *name, plain(span.text)
