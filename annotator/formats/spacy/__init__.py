"""spaCy: documents in DocBin files, as `spacy train` reads them, and a configuration that trains on them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from annotator.errors import UsageError
from annotator.formats.base import Format, Options, Writing, needed
from annotator.formats.spacy.documents import LOSES, document
from annotator.formats.spacy.training import TRAIN, Seen, add_lengths, write_training
from annotator.formats.tokens import HELP as TOKENS
from annotator.formats.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.formats.losses import Losses
    from annotator.model import Record

__all__ = ["Spacy", "SpacyOptions", "document"]


class SpacyOptions(Options, frozen=True, kw_only=True):
    """The options of `spacy`."""

    shard: int = 1000
    tokens: Tokens = "words"

    HELP: ClassVar[dict[str, str]] = {
        "shard": "The most articles in one file of the folder.",
        "tokens": TOKENS,
    }


class Spacy(Format, listed="spacy"):
    """A folder of DocBin files, train-0000.spacy and so on, for a blank Arabic pipeline. A document is an article.

    Its tokens are those of that pipeline, and its sentences are marked. All spans are in `doc.spans["sc"]`; those that don't
    overlap longer ones are in `doc.ents` as well. The article's fields are in `doc.user_data`, its metadata and the exact ranges of
    its spans as JSON. Beside the files lie `config.cfg` and the labels for `spacy train`.
    """

    options = SpacyOptions
    loses_writing = LOSES

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write the files train-0000.spacy and so on, and what trains on them."""
        return self._write(records, folder, folder, TRAIN, how, losses)

    def write_split(
        self, records: Iterable[Record], folder: Path, name: str, how: Writing, losses: Losses
    ) -> int:
        """Write a folder for the split, with files of its name: `spacy train` reads such a folder as a corpus.

        What trains is for the split `train`, or for the first one that is written where none has that name.
        """
        (folder / name).mkdir()
        return self._write(records, folder, folder / name, name, how, losses)

    def _write(
        self, records: Iterable[Record], root: Path, folder: Path, stem: str, how: Writing, losses: Losses
    ) -> int:
        """Write files whose names begin with `stem` into `folder`, and what trains on them into `root`; return the number of records.

        Each file has a vocabulary of its own, so that memory does not grow with the number of files.
        """
        needed("spacy", self)
        import spacy
        from spacy.tokens import DocBin

        options = how.options if isinstance(how.options, SpacyOptions) else SpacyOptions()
        if options.shard < 1:
            raise UsageError(f"--shard is {options.shard}; it must be 1 or more.")
        seen = Seen()
        count = 0
        left = iter(records)
        while shard := list(islice(left, options.shard)):
            nlp = spacy.blank("ar")
            docs = DocBin(attrs=["ORTH", "SENT_START", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
            for record in shard:
                doc = document(record, nlp, losses, options.tokens)
                seen.add(doc)
                docs.add(doc)
            name = f"{stem}-{count // options.shard:04}.spacy"
            (folder / name).write_bytes(docs.to_bytes())
            count += len(shard)
        if options.tokens == "words":
            write_training(root, seen, how.schema, stem)
            add_lengths(root, stem, losses)
        return count
