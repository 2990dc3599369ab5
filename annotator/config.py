"""The user's settings: a small TOML file in the user's configuration folder.

::

    theme = "textual-light"

    [bidi]                # what the user answered to `annotator doctor`, by terminal
    qterminal = "dither"
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from annotator.errors import InputError, OutputError
from annotator.model import Struct

Bidi = Literal["visual", "kitty", "dither", "logical"]
"""How Arabic is sent: in visual order, with the help of a filter (kitty, dither), or as it is stored."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """`theme` is empty where the user chose none; `bidi` has an entry for each terminal that was answered for."""

    theme: str = ""
    bidi: dict[str, Bidi] = msgspec.field(default_factory=dict)

    def with_bidi(self, terminal: str, answer: Bidi) -> Settings:
        """Return settings with the answer for one terminal put in."""
        return msgspec.structs.replace(self, bidi={**self.bidi, terminal: answer})


def path() -> Path:
    """Return where the settings are: ``ANNOTATOR_CONFIG``, else config.toml in the user's folder."""
    own = os.environ.get("ANNOTATOR_CONFIG")
    return Path(own) if own else platformdirs.user_config_path("annotator") / "config.toml"


def load(file: Path | None = None) -> Settings:
    """Read the settings from `file`, from `path()` if None; the defaults where there is no such file.

    Raises InputError when the file can't be read or makes no sense.
    """
    file = file or path()
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Settings)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise InputError(f"the settings can't be read: {error.strerror}.", file) from error
    except UnicodeDecodeError as error:
        raise InputError("the settings are not UTF-8 text; mend the file or remove it.", file) from error
    except tomllib.TOMLDecodeError as error:
        reason, line = _line(str(error))
        raise InputError(
            f"the settings are not TOML ({reason}); mend the file or remove it.", file, line
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
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(_toml(settings))
            Path(name).replace(file)
        except OSError:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise OutputError(f"{file}: the settings can't be written: {error.strerror}.") from error


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
