"""spaCy: documents in files of its DocBin, as `spacy train` reads them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from annotator.errors import UsageError
from annotator.formats.base import Format, Options, Writing, needed
from annotator.formats.spacy_docs import LOSES, document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.formats.losses import Losses
    from annotator.model import Record


class SpacyOptions(Options, frozen=True, kw_only=True):
    """Options of `spacy`."""

    shard: int = 1000

    HELP: ClassVar[dict[str, str]] = {"shard": "The most articles in one file of the folder."}


class Spacy(Format):
    """A folder of DocBin files, train-0000.spacy and so on, each with so many articles, for a blank Arabic pipeline.

    All spans are in `doc.spans["sc"]`; in `doc.ents` are those that don't overlap longer ones. The article's fields are in
    `doc.user_data`, its metadata as JSON.
    """

    name = "spacy"
    description = "spaCy's DocBin: doc.spans and doc.ents"
    writes = True
    folder = True
    splits = True
    extra = "spacy"
    options = SpacyOptions
    loses_writing = LOSES

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write the files train-0000.spacy and so on."""
        return self.write_shards(records, folder, "train", how, losses)

    def write_split(
        self, records: Iterable[Record], folder: Path, name: str, how: Writing, losses: Losses
    ) -> int:
        """Write a folder that is named for the split, as are the files in it: what `spacy train` takes for a corpus."""
        (folder / name).mkdir()
        return self.write_shards(records, folder / name, name, how, losses)

    def write_shards(
        self, records: Iterable[Record], folder: Path, stem: str, how: Writing, losses: Losses
    ) -> int:
        """Write files whose names begin with `stem`, and return how many records there were.

        A vocabulary is a file's own, so that memory does not grow with the number of files.
        """
        needed("spacy", self)
        import spacy
        from spacy.tokens import DocBin

        options = how.options if isinstance(how.options, SpacyOptions) else SpacyOptions()
        if options.shard < 1:
            raise UsageError(f"--shard is {options.shard}; it must be 1 or more.")
        count = 0
        left = iter(records)
        while shard := list(islice(left, options.shard)):
            vocab = spacy.blank("ar").vocab
            docs = DocBin(attrs=["ORTH", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
            for record in shard:
                docs.add(document(record, vocab, losses))
            name = f"{stem}-{count // options.shard:04}.spacy"
            (folder / name).write_bytes(docs.to_bytes())
            count += len(shard)
        return count
