"""The base class of all formats, and how to add a format."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from annotator import DISTRIBUTION
from annotator.errors import UsageError
from annotator.formats import FORMATS
from annotator.model import LabelSchema, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Loss, Record, Refusal


class Options(Struct, frozen=True, kw_only=True):
    """The options of a format. A field is an option, with a default: bool, int, str or a `Literal` of choices.

    The command line makes its options from the fields: `keep_all: bool` becomes ``--keep-all/--no-keep-all``. `HELP` has
    a line of help for each. They are options of `annotator export`; those named in `READING` also of `annotator import`, and
    those in `ONLY_READING` of that alone.
    """

    HELP: ClassVar[dict[str, str]] = {}
    READING: ClassVar[tuple[str, ...]] = ()
    ONLY_READING: ClassVar[tuple[str, ...]] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """How a file is read: its encoding, an instance of the format's `options`, and whether bad records are left out.

    `folder` is the imported folder in which the file was found, None where it was named itself; a file beside it is found by
    `links.file_beside`.

    Each is a refusal in any case. With `skip_bad`, a format in which the record is larger than what is bad, as an article of
    many lines, refuses that part alone where it can.
    """

    encoding: str = "utf-8"
    options: Options = Options()
    skip_bad: bool = False
    folder: Path | None = None


class Writing(Struct, frozen=True, kw_only=True):
    """How records are written: the project's labels, and an instance of the format's `options`.

    `layers` are those that the records have: "gold", "all", or names; empty where nobody said it.
    """

    schema: LabelSchema
    options: Options = Options()
    layers: tuple[str, ...] = ()


class Format:
    """A file format that articles are imported from, or exported to, or both.

    To add one:

    1. Add it to `FORMATS` in `annotator/formats/__init__.py`. The command line, `annotator formats`, the endings that
       folders are searched for and every message use that list.
    2. Write one file in `annotator/formats/` with a subclass, ``class Name(Format, listed="name")``, which gets the fields
       below from the list, and has `read`, or `write` or `write_folder`, or both. A format that needs more than one file
       is a package: the subclass and its options in `__init__.py`, reading in `reading.py`, writing in `writing.py`,
       which its methods import.
    3. Add a sample file to `tests/formats/samples.py`, and options that change what is written to `WAYS` in
       `tests/formats/ways.py`. Every format goes through the same tests.
    4. Write the files that pin its bytes with ``python -m tests.formats.golden``, and the tables of the page on formats
       with ``python -m tests.docs.formattables``. A data set with splits needs an entry in `LOADING` of
       `annotator/datasets/card/loading.py`.

    Reading never raises for a bad record or file, it yields a `Refusal`. Text is imported exactly as it is in the file:
    no strip, no newline translation, no normalisation; `text_files` has functions for that. Offsets are in code points
    of that text. Nothing of a file is executed, and no XML entity is resolved.

    Writing checks the offsets of each span (`record_spans`) and counts what the format can't hold in `Losses`. The same
    records give the same bytes. Memory must not grow with the number of articles. A heavy library is an extra, and is
    imported in the method that uses it, after `needed`.
    """

    # From the list, where `Listed` says what they mean.
    name: ClassVar[str]
    description: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[bool] = False
    spans: ClassVar[bool] = True
    writes: ClassVar[bool] = False
    folder: ClassVar[bool] = False
    splits: ClassVar[bool] = False
    marks: ClassVar[bool] = False
    data_set: ClassVar[bool] = False
    extra: ClassVar[str] = ""

    options: ClassVar[type[Options]] = Options
    """The class of its options."""

    loses_reading: ClassVar[tuple[Loss, ...]] = ()
    """What its files have that is not imported."""

    loses_writing: ClassVar[tuple[Loss, ...]] = ()
    """What a project has that it can't hold."""

    loses_by_rows: ClassVar[tuple[Loss, ...]] = ()
    """What else it can't hold where rows are parts of articles."""

    def __init_subclass__(cls, listed: str = "") -> None:
        """Take what the list of formats says of the one named `listed`."""
        for entry in FORMATS:
            if entry.name == listed:
                for field in entry.__struct_fields__:
                    if field not in ("module", "kind"):
                        setattr(cls, field, getattr(entry, field))

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Return a score from 0 to 1 for a file that begins with `head`, its first 8 KiB.

        1: no other format looks like that. About 0.5: it may have this format. 0: it has not. Never raises. `head` is in
        UTF-8 without a byte order mark, whatever the encoding of the file, and may end within a character.
        """
        return 0.5 if path.suffix.lower() in self.suffixes else 0.0

    def files(self, found: Sequence[Path]) -> list[Path]:
        """Return `found` without the files that are read together with another one.

        `found` are all files of an import, also those of other formats.
        """
        return list(found)

    def size(self, path: Path) -> int:
        """Return the bytes of a file, and of those beside it from which its articles are read."""
        return size_of(path)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:  # noqa: ARG002
        """Yield the articles of the file in its order, and a refusal for each that can't be read."""
        raise UsageError(f"{self.name} can't be imported.")

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write the records to a file and return their number. Raises OutputError for a span that is not in its text."""
        raise UsageError(f"{self.name} can't be exported to one file.")

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write the records into an empty folder and return their number. Raises as `write` does."""
        raise UsageError(f"{self.name} can't be exported to a folder.")

    def write_split(
        self, records: Iterable[Record], folder: Path, name: str, how: Writing, losses: Losses
    ) -> int:
        """Write the records of a split as the file or folder `name` in `folder`, and return their number."""
        with (folder / f"{name}{self.suffixes[0]}").open("xb") as out:
            return self.write(records, out, how, losses)

    def check_writing(self, how: Writing, losses: Losses) -> None:
        """Raise the errors for bad options and for a missing library, without writing a record."""
        if self.folder:
            from tempfile import TemporaryDirectory

            with TemporaryDirectory() as folder:
                self.write_folder((), Path(folder), how, losses)
        else:
            self.write((), BytesIO(), how, losses)

    def beside(self, how: Writing) -> dict[str, bytes]:  # noqa: ARG002
        """Return files to write beside an exported file, such as a labelling configuration, by the endings of their names.

        A format that writes folders puts such files into the folder itself.
        """
        return {}


def size_of(path: Path) -> int:
    """Return the bytes of a file, 0 for one that is not there."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def needed(module: str, kind: Format) -> None:
    """Raise UsageError, with the command that installs it, unless a format's library is installed."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise UsageError(
            f"The format {kind.name} needs a library that is not installed; install it with: "
            f"python -m pip install '{DISTRIBUTION}[{kind.extra}]'"
        )
