"""What trains a pipeline on documents: a configuration for `spacy train`, and the labels of its components."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.formats.spacy.documents import KEY
from annotator.model import Loss, Lost

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from spacy.tokens import Doc

    from annotator.formats.losses import Losses
    from annotator.model import LabelSchema


CONFIG, LABELS, TRAIN = "config.cfg", "labels", "train"

EACH_LENGTH = 10
"""Up to how many tokens each length of a span is suggested to spancat, whether there is such a span or not."""


class Seen:
    """The labels of the spans of documents, and how many tokens these have."""

    def __init__(self) -> None:
        self.entities: set[str] = set()
        self.spans: set[str] = set()
        self._lengths: set[int] = set()

    def add(self, doc: Doc) -> None:
        """Take a document in."""
        self.entities.update(entity.label_ for entity in doc.ents)
        for span in doc.spans[KEY]:
            self.spans.add(span.label_)
            self._lengths.add(len(span))

    def sizes(self) -> list[int]:
        """Return the lengths to suggest.

        Each length makes as many suggestions as a document has tokens, so that all up to that of one long span would take the memory
        of a machine; but what is short and not there may be in another text.
        """
        longest = max(self._lengths, default=1)
        return sorted(self._lengths | set(range(1, min(longest, EACH_LENGTH) + 1)))


def write_training(folder: Path, seen: Seen, schema: LabelSchema, name: str = TRAIN) -> None:
    """Write a configuration and labels for `spacy train` into a folder, for the documents of one split that were seen.

    They are for the split that is called train, or else for the first one that is written; without spans there is nothing to
    train on. ner is trained on `doc.ents`, and spancat, which may mark spans that overlap, on all spans.
    """
    if not seen.spans or ((folder / CONFIG).exists() and name != TRAIN):
        return
    labels = {"ner": _in_order(seen.entities, schema), "spancat": _in_order(seen.spans, schema)}
    components = [name for name, found in labels.items() if found]
    (folder / CONFIG).write_text(_config(components, seen.sizes()), encoding="utf-8", newline="\n")
    shutil.rmtree(folder / LABELS, ignore_errors=True)
    (folder / LABELS).mkdir()
    for name in components:
        data = _label_data(name, labels[name])
        (folder / LABELS / f"{name}.json").write_bytes(
            msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"
        )


def add_lengths(folder: Path, name: str, losses: Losses) -> None:
    """Count the spans beside the split `train` that spancat does not look for: of the split `name` that was just written.

    Which these are is known once `train` is written: then those of the splits before it are counted.
    """
    written = sorted(file.name for file in folder.iterdir() if file.is_dir() and file.name != LABELS)
    if TRAIN not in written or not (folder / CONFIG).exists():
        return
    from spacy.util import load_config

    spancat = load_config(folder / CONFIG)["components"].get("spancat")
    if not spancat:
        return
    sizes = frozenset(spancat["suggester"]["sizes"])
    for split in written if name == TRAIN else [name]:
        if split != TRAIN:
            for file in sorted((folder / split).iterdir()):
                _add_lengths(file, sizes, losses)


def _add_lengths(file: Path, sizes: Collection[int], losses: Losses) -> None:
    import spacy
    from spacy.tokens import DocBin

    for doc in DocBin().from_disk(file).get_docs(spacy.blank("ar").vocab):
        for span in doc.spans[KEY]:
            if len(span) not in sizes:
                losses.add(
                    Lost(
                        loss=Loss.LENGTHS,
                        article=doc.user_data["id"],
                        start=span.start_char,
                        end=span.end_char,
                        label=span.label_,
                        text=span.text,
                        became=f"{len(span)} tokens",
                    )
                )


def _in_order(names: set[str], schema: LabelSchema) -> list[str]:
    """Return labels in the order of the schema, and those that it does not have behind them."""
    known = [label.name for label in schema.labels if label.name in names]
    return [*known, *sorted(names - {*known})]


def _config(components: list[str], sizes: list[int]) -> str:
    """Return spaCy's own configuration for these components, in Arabic on the processor, with the labels and the lengths that there are."""
    from spacy.cli.init_config import init_config

    config = init_config(lang="ar", pipeline=components, optimize="efficiency", gpu=False)
    config["paths"]["labels"] = LABELS
    for name in components:
        labels = {"@readers": "spacy.read_labels.v1", "path": f"${{paths.labels}}/{name}.json"}
        config["initialize"]["components"][name] = {"labels": labels}
    if "spancat" in components:
        config["components"]["spancat"]["spans_key"] = KEY
        config["components"]["spancat"]["suggester"] = {"@misc": "spacy.ngram_suggester.v1", "sizes": sizes}
    return str(config.to_str())


def _label_data(component: str, labels: list[str]) -> Any:
    """Return labels as `spacy init labels` writes them for a component."""
    import spacy

    if component == "spancat":
        return labels
    ner: Any = spacy.blank("ar").add_pipe("ner")
    actions = ner.moves.get_actions(entity_types=labels)
    return {str(action): dict(found) for action, found in actions.items()}
