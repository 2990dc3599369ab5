"""Hugging Face data sets: rows in Parquet, with the features that the library `datasets` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from annotator.formats.base import Format, Options, Writing, needed
from annotator.formats.huggingface.writing import LOSES, Columns, Table
from annotator.formats.rows import HELP as ROWS
from annotator.formats.rows import Rows
from annotator.formats.tokens import HELP as TOKENS
from annotator.formats.tokens import Tokens
from annotator.model import MARKS, Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any, BinaryIO

    from annotator.formats.losses import Losses
    from annotator.formats.tags import Scheme
    from annotator.model import Record

GROUP_ROWS, GROUP_CHARACTERS = 250, 1_000_000
"""How many rows, or characters of their texts, are in a row group, and so in memory at once."""


class HuggingFaceOptions(Options, frozen=True, kw_only=True):
    """The options of `hf`. They are about the columns `tokens` and `tags`; the column `spans` has all spans as they are."""

    tags: Literal["iob2", "iobes", "bilou"] = "iob2"
    nested: Literal["outermost", "innermost"] = "outermost"
    tokens: Tokens = "words"
    rows: Rows = "article"

    HELP: ClassVar[dict[str, str]] = {
        "tags": "How tags begin: B I O, with E and S for last and single words, or with L and U.",
        "nested": "Which of overlapping spans the tags are of.",
        "tokens": TOKENS,
        "rows": ROWS,
    }


class HuggingFace(Format, listed="hf"):
    """A row is an article, or a part of it: its fields, its spans with where they come from, and its tokens with a tag for each.

    Where several people's layers are written, a row is of one person. Labels and tags are numbers, with their names in the features of
    the file (`ClassLabel`), and beside them. Metadata is JSON.
    """

    options = HuggingFaceOptions
    loses_writing = LOSES
    loses_by_rows = (Loss.JOINED,)

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write all records as the split `train`."""
        return self.write_split(records, folder, "train", how, losses)

    def write_split(
        self, records: Iterable[Record], folder: Path, name: str, how: Writing, losses: Losses
    ) -> int:
        """Write a Parquet file with the name of the split."""
        with (folder / f"{name}.parquet").open("xb") as out:
            return self.write(records, out, how, losses)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write a Parquet file, one row group after the other."""
        needed("pyarrow", self)
        import pyarrow as pa
        import pyarrow.parquet as pq

        options = how.options if isinstance(how.options, HuggingFaceOptions) else HuggingFaceOptions()
        table = Table(
            columns_of(how),
            losses,
            scheme=options.tags,
            innermost=options.nested == "innermost",
            tokens=options.tokens,
            rows=options.rows,
            layers=how.layers,
        )
        schema = table.columns.schema(pa)
        articles = 0

        def rows() -> Iterator[dict[str, Any]]:
            nonlocal articles
            for record in records:
                yield from table.rows(record)
                articles += 1

        with pq.ParquetWriter(out, schema, compression="zstd") as file:
            for group in _grouped(rows()):
                file.write_table(pa.Table.from_pylist(group, schema=schema), row_group_size=len(group))
                losses.add_rows(len(group))
        return articles


def columns_of(how: Writing) -> Columns:
    """Return the columns of a file that is written with these labels and options."""
    scheme: Scheme = how.options.tags if isinstance(how.options, HuggingFaceOptions) else "iob2"
    return Columns([label.name for label in how.schema.labels], scheme, marks=how.layers == (MARKS,))


def memory_size(path: Path) -> int:
    """Return the size of a file's rows in Arrow's memory, in bytes: the size of a split on a card."""
    import pyarrow.parquet as pq

    return sum(batch.nbytes for batch in pq.ParquetFile(path).iter_batches(GROUP_ROWS))


def count_rows(path: Path) -> int:
    """Return how many rows a file has: what a card calls the examples of a split."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def _grouped(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    characters = 0
    for row in rows:
        group.append(row)
        characters += len(row["text"])
        if len(group) == GROUP_ROWS or characters >= GROUP_CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group
