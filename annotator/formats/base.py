"""What a format is, and how to add one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from annotator.errors import UsageError
from annotator.model import LabelSchema, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from annotator.formats.losses import Loss, Losses
    from annotator.model import Incoming, Record, Refusal


class Options(Struct, frozen=True, kw_only=True):
    """The options of a format, a field each, with a default: bool, int, str or a `Literal` of choices.

    The command line's options are made from the fields: `keep_all: bool` is ``--keep-all/--no-keep-all``. `HELP` has
    a line for each. They are options of `annotator export`; those named in `READING` are options of `annotator import`.
    """

    HELP: ClassVar[dict[str, str]] = {}
    READING: ClassVar[tuple[str, ...]] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """How files are to be read. `options` is an instance of the format's `options`."""

    encoding: str = "utf-8"
    options: Options = Options()


class Writing(Struct, frozen=True, kw_only=True):
    """How records are to be written: the project's labels, and an instance of the format's `options`."""

    schema: LabelSchema
    options: Options = Options()


class Format:
    """A kind of file that articles come in as, or leave as, or both.

    To add one:

    1. Write one file in `annotator/formats/` with a subclass that says what it is (the fields below), and `read`, or
       `write` or `write_folder`, or both.
    2. Add one line to `FORMATS` in `annotator/formats/__init__.py`. The command line, `annotator formats`, the page on
       formats, the endings that folders are searched for and every message come from that list.
    3. Add a sample of it to `tests/formats/samples.py`. Every format there runs through the same cases.

    Reading never raises for one bad record or file: it yields a `Refusal`. Text is handed on exactly as it stands in
    the file: no strip, no newline translation, no normalisation; `reading.py` has the tools for that. Offsets are
    handed on in code points of that text. Nothing read is ever executed, and no entity of XML resolved.

    Writing checks each offset it puts out, and enters what it can't hold in the book of `Losses`. The same records give
    the same bytes. Memory does not grow with the number of articles. A format's heavy library is an extra, imported in
    the method that uses it, through `needed`.
    """

    name: ClassVar[str]
    """What `--format` calls it."""

    description: ClassVar[str]
    """One line for the help and the table of formats."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    """The endings of its files, in small letters with the dot; the first one is that of what is written."""

    reads: ClassVar[bool] = False
    """Whether articles can come in as this."""

    spans: ClassVar[bool] = True
    """Whether spans come in with them."""

    writes: ClassVar[bool] = False
    """Whether articles can leave as this."""

    folder: ClassVar[bool] = False
    """Whether what is written is a folder of files."""

    splits: ClassVar[bool] = False
    """Whether data sets with splits can be made of it: what trainers read."""

    data_set: ClassVar[bool] = False
    """Whether it is a data set without splits, too: one split, with a card."""

    extra: ClassVar[str] = ""
    """The extra of the package that has its library, empty where it needs none."""

    options: ClassVar[type[Options]] = Options
    """Its options."""

    loses_reading: ClassVar[tuple[Loss, ...]] = ()
    """What of its files does not come in."""

    loses_writing: ClassVar[tuple[Loss, ...]] = ()
    """What of a project it can't hold."""

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Say how sure it is, 0 to 1, that a file which begins with these bytes (the first 8 KiB) is one of its own.

        They are in UTF-8 and without a byte order mark, whatever the encoding of the file, and may end in the middle of a
        character.
        1: nothing else looks like that. About 0.5: it may be. 0: certainly not. Never raises.
        """
        return 0.5 if path.suffix.lower() in self.suffixes else 0.0

    def files(self, found: Sequence[Path]) -> list[Path]:
        """Return which of these files are to be read one by one, those it reads beside them left out.

        `found` is all that was found, files of other formats too; they stay in.
        """
        return list(found)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:  # noqa: ARG002
        """Yield what is in the file, record by record, in its order."""
        raise UsageError(f"{self.name} can't be imported.")

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write the records and return how many there were. Raises OutputError where offsets and text disagree."""
        raise UsageError(f"{self.name} can't be exported to one file.")

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write the records into an empty folder and return how many there were. Raises as `write` does."""
        raise UsageError(f"{self.name} can't be exported to a folder.")

    def write_split(
        self, records: Iterable[Record], folder: Path, name: str, how: Writing, losses: Losses
    ) -> int:
        """Write the records of a split as the file or folder of that name in `folder`, and return how many there were."""
        with (folder / f"{name}{self.suffixes[0]}").open("xb") as out:
            return self.write(records, out, how, losses)

    def try_out(self, how: Writing, losses: Losses) -> None:
        """Raise what writing raises for these options or for a library that lacks, without any record or place."""
        if self.folder:
            with TemporaryDirectory() as folder:
                self.write_folder((), Path(folder), how, losses)
        else:
            self.write((), BytesIO(), how, losses)

    def beside(self, how: Writing) -> dict[str, bytes]:  # noqa: ARG002
        """Return files that go beside a file that is written, by the ending of their names instead of its own.

        The labelling configuration, say. A format that writes folders puts such files into them itself.
        """
        return {}


def needed(module: str, kind: Format) -> None:
    """Raise UsageError, which says what to install, unless a format's library is there."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise UsageError(
            f"The format {kind.name} needs a library that is not installed; install it with: "
            f"python -m pip install 'annotator[{kind.extra}]'"
        )
