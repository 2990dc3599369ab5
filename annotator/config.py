"""The user's settings: a small TOML file in the user's configuration folder.

::

    theme = "textual-light"
    show_occurrences = true  # after each tag

    [bidi]                # answers to `annotator doctor`, by terminal
    qterminal = "dither"

    [marks]
    foot = "none"

    [wide]
    deepin-terminal = "placed"
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from annotator import files, toml
from annotator.errors import InputError, OutputError
from annotator.limits import SETTINGS
from annotator.model import Struct
from annotator.reasons import reason
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

Bidi = Literal["visual", "words", "kitty", "dither", "logical"]
"""How Arabic is sent to a terminal: in visual order, by a filter (words, kitty, dither), or in stored order (logical)."""

Marks = Literal["kept", "left", "none", "bare"]
"""How the marks of a letter are sent: after the letter (kept), after the cell to its left (left), or not at all.

none: only a fathatan on an alef is sent, as one character, which some fonts lack; bare: not even that.
"""

Wide = Literal["counted", "placed"]
"""What is sent after a cell of two columns: nothing (counted), or the column of the next cell (placed)."""


class Drawing(Struct, frozen=True):
    """How text is sent to a terminal."""

    bidi: Bidi = "visual"
    marks: Marks = "kept"
    wide: Wide = "counted"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The user's settings.

    `theme` is empty where none was chosen. `show_occurrences`: whether the other occurrences are shown after each tag. The others
    map terminals to the user's answers.
    """

    theme: str = ""
    show_occurrences: bool = False
    bidi: dict[str, Bidi] = msgspec.field(default_factory=dict)
    marks: dict[str, Marks] = msgspec.field(default_factory=dict)
    wide: dict[str, Wide] = msgspec.field(default_factory=dict)

    def drawing(self, terminal: str, usual: Drawing) -> Drawing:
        """Return how text is sent to a terminal: the user's answers, otherwise the defaults for it."""
        return Drawing(
            bidi=self.bidi.get(terminal, usual.bidi),
            marks=self.marks.get(terminal, usual.marks),
            wide=self.wide.get(terminal, usual.wide),
        )

    def with_bidi(self, terminal: str, answer: Bidi) -> Settings:
        """Return the settings with another answer for one terminal."""
        return msgspec.structs.replace(self, bidi={**self.bidi, terminal: answer})

    def with_marks(self, terminal: str, answer: Marks) -> Settings:
        """Return the settings with another answer for one terminal."""
        return msgspec.structs.replace(self, marks={**self.marks, terminal: answer})

    def with_wide(self, terminal: str, answer: Wide) -> Settings:
        """Return the settings with another answer for one terminal."""
        return msgspec.structs.replace(self, wide={**self.wide, terminal: answer})


class UnreadableError(InputError):
    """The settings in the user's folder can't be read, because of missing rights or a disk error."""


def path() -> Path | None:
    """Return the path of the settings: ``ANNOTATOR_CONFIG``, or config.toml in the user's folder; None without a home folder."""
    own = os.environ.get("ANNOTATOR_CONFIG")
    if own:
        return Path(own)
    import platformdirs

    try:
        folder = platformdirs.user_config_path("annotator")
    except RuntimeError:  # there is no home folder
        return None
    return folder / "config.toml" if folder.is_absolute() else None


def load(file: Path | None = None) -> Settings:
    """Read the settings from `file`, from `path()` if None; the defaults where it does not exist.

    Raises InputError when the file can't be read or makes no sense; UnreadableError when that is no fault of the user's.
    """
    named = file or os.environ.get("ANNOTATOR_CONFIG")
    file = file or path()
    if file is None:
        return Settings()

    try:
        with file.open("rb") as opened:
            data = opened.read(SETTINGS.most + 1)
        if len(data) > SETTINGS.most:
            raise InputError(
                f"the settings are too large: {SETTINGS.of} may have {SETTINGS.most:,} {SETTINGS.unit}; mend the file or remove it.",
                file,
            )
        text = data.decode()
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        kind = InputError if named else UnreadableError
        raise kind(f"the settings can't be read: {reason(error)}.", file) from error
    except UnicodeDecodeError as error:
        raise InputError("the settings are not UTF-8 text; mend the file or remove it.", file) from error
    return _read(text, file)


def _read(text: str, file: Path) -> Settings:
    """Return the settings of a file's text. Raises InputError."""
    try:
        return msgspec.convert(toml.table(text), Settings)
    except toml.TomlError as error:
        why, line = _line(str(error))
        raise InputError(
            f"the settings are not TOML ({why}); mend the file or remove it.", file, line
        ) from error
    except msgspec.ValidationError as error:
        raise InputError(
            f"the settings make no sense ({shortened(str(error), 300)}); mend the file or remove it.", file
        ) from error


def save(settings: Settings, file: Path | None = None) -> None:
    """Write the settings to `file`, to `path()` if None, whole or not at all. Raises OutputError."""
    file = file or path()
    if file is None:
        raise OutputError(
            "The settings can't be kept, because your home folder is not known; name a file in ANNOTATOR_CONFIG."
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with files.destination(file).written() as out:
            out.write(_toml(settings).encode())
    except files.NameNotSyncedError:
        pass  # they are there, and easily chosen again after a power failure
    except OSError as error:
        raise OutputError(f"{file}: the settings can't be written: {reason(error)}.") from error


def _line(message: str) -> tuple[str, int | None]:
    match = re.search(r" \(at line (\d+), column \d+\)$", message)
    return (message[: match.start()], int(match[1])) if match else (message, None)


def _toml(settings: Settings) -> str:
    lines = [f"theme = {_quoted(settings.theme)}"] if settings.theme else []
    if settings.show_occurrences:
        lines.append("show_occurrences = true")
    tables: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("bidi", settings.bidi),
        ("marks", settings.marks),
        ("wide", settings.wide),
    )
    for title, table in tables:
        if table:
            lines += [
                "",
                f"[{title}]",
                *(f"{_quoted(name)} = {_quoted(answer)}" for name, answer in table.items()),
            ]
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    """Return a TOML basic string. JSON's escapes are all TOML's, but DEL stands for itself there."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")
