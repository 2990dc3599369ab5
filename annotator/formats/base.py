"""What a format is, and how to add one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.model import Incoming, Record, Refusal


class Format:
    """A kind of file that articles come in as, or leave as, or both.

    To add one:

    1. Write one file in `annotator/formats/` with a subclass: its `name`, a one-line `description`, and
       `read`, or `write` with `writes = True`, or both.
    2. Add one line to `FORMATS` in `annotator/formats/__init__.py`. The command line, the suffixes that folders are
       searched for and every message come from that list.
    3. Add a sample of it to `tests/formats/samples.py`. Every format there runs through the same cases.

    Reading never raises for one bad record or file: it yields a `Refusal` and goes on. Text is handed on exactly as
    it stands in the file: no strip, no newline translation, no normalisation; `reading.py` has the tools for that.
    Writing checks each offset it puts out, and says what it drops. A format's heavy library is an extra,
    imported where it is used.
    """

    name: ClassVar[str]
    """What `--format` calls it."""

    description: ClassVar[str]
    """One line for the help."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    """The endings of the files that can be read, in small letters with the dot; none: it is only written."""

    writes: ClassVar[bool] = False
    """Whether articles can leave as this."""

    def read(self, path: Path, encoding: str) -> Iterator[Incoming | Refusal]:  # noqa: ARG002
        """Yield what is in the file, record by record, in its order. `encoding` is one that Python knows."""
        raise UsageError(f"{self.name} can't be imported.")

    def write(self, records: Iterable[Record], out: BinaryIO) -> int:  # noqa: ARG002
        """Write the records and return how many there were. Raises OutputError where offsets and text disagree."""
        raise UsageError(f"{self.name} can't be exported.")
