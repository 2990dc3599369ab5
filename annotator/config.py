"""The user's settings: a small TOML file in the user's configuration folder.

::

    theme = "textual-light"

    [bidi]                # what the user answered to `annotator doctor`, by terminal
    qterminal = "dither"
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from annotator import files
from annotator.errors import InputError, OutputError
from annotator.model import Struct
from annotator.reasons import reason

Bidi = Literal["visual", "kitty", "dither", "logical"]
"""How Arabic is sent: in visual order, with the help of a filter (kitty, dither), or as it is stored."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """`theme` is empty where the user chose none; `bidi` has an entry for each terminal that was answered for."""

    theme: str = ""
    bidi: dict[str, Bidi] = msgspec.field(default_factory=dict)

    def with_bidi(self, terminal: str, answer: Bidi) -> Settings:
        """Return settings with the answer for one terminal put in."""
        return msgspec.structs.replace(self, bidi={**self.bidi, terminal: answer})


class UnreadableError(InputError):
    """The settings in the user's folder can't be read: others own them, or the disk fails."""


def path() -> Path | None:
    """Return where the settings are: ``ANNOTATOR_CONFIG``, else config.toml in the user's folder; None where there is none."""
    own = os.environ.get("ANNOTATOR_CONFIG")
    if own:
        return Path(own)
    try:
        folder = platformdirs.user_config_path("annotator")
    except RuntimeError:  # nobody knows the user's home folder
        return None
    return folder / "config.toml" if folder.is_absolute() else None


def state_folder() -> Path | None:
    """Return the user's folder for what a program leaves behind; None where nobody knows the home folder."""
    try:
        folder = platformdirs.user_state_path("annotator")
    except RuntimeError:
        return None
    return folder if folder.is_absolute() else None


def load(file: Path | None = None) -> Settings:
    """Read the settings from `file`, from `path()` if None; the defaults where there is no such file.

    Raises InputError when the file can't be read or makes no sense; UnreadableError when that is no fault of the user's.
    """
    named = file or os.environ.get("ANNOTATOR_CONFIG")
    file = file or path()
    if file is None:
        return Settings()
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Settings)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        kind = InputError if named else UnreadableError
        raise kind(f"the settings can't be read: {reason(error)}.", file) from error
    except UnicodeDecodeError as error:
        raise InputError("the settings are not UTF-8 text; mend the file or remove it.", file) from error
    except tomllib.TOMLDecodeError as error:
        why, line = _line(str(error))
        raise InputError(
            f"the settings are not TOML ({why}); mend the file or remove it.", file, line
        ) from error
    except msgspec.ValidationError as error:
        raise InputError(
            f"the settings make no sense ({error}); mend the file or remove it.", file
        ) from error


def save(settings: Settings, file: Path | None = None) -> None:
    """Write the settings to `file`, to `path()` if None, whole or not at all.

    Raises OutputError when that is not possible.
    """
    file = file or path()
    if file is None:
        raise OutputError(
            "The settings can't be kept, because your home folder is not known; name a file in ANNOTATOR_CONFIG."
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with files.place(file).written() as out:
            out.write(_toml(settings).encode())
    except files.UnsettledError:
        pass  # they are there, and easily chosen again after a power failure
    except OSError as error:
        raise OutputError(f"{file}: the settings can't be written: {reason(error)}.") from error


def _line(message: str) -> tuple[str, int | None]:
    match = re.search(r" \(at line (\d+), column \d+\)$", message)
    return (message[: match.start()], int(match[1])) if match else (message, None)


def _toml(settings: Settings) -> str:
    lines = [f"theme = {_quoted(settings.theme)}"] if settings.theme else []
    if settings.bidi:
        lines += [
            "",
            "[bidi]",
            *(f"{_quoted(name)} = {_quoted(mode)}" for name, mode in settings.bidi.items()),
        ]
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    """Return a TOML basic string. JSON's escapes are all TOML's, but DEL stands for itself there."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
