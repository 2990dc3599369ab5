"""Commands as they are typed in a shell, for messages: quoted, and with the project they are for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_PROJECT = "annotator.db"
PROJECT_VARIABLE = "ANNOTATOR_PROJECT"
ANYWHERE = "--anywhere"
"""The option that lets a project be written to on a disk that other machines write to."""


def command_line(
    command: str,
    *arguments: str,
    options: Sequence[str] = (),
    project: Path | None = None,
    in_ascii: bool = False,
) -> str:
    """Return the shell line that runs `annotator COMMAND`; with "", `annotator` alone.

    `options` are options and their values, in turn. The option for the project is left out where the program would open
    that project without it. With `in_ascii` all other characters are escapes, so that the line can be copied from a terminal
    that shows Arabic letters in another order and other forms than they are stored.
    """
    given = [quoted(option, in_ascii=in_ascii) for option in options]
    if project is not None and not _is_default(project):
        given += ["--project", quoted_path(project, in_ascii=in_ascii)]
    words = [quoted(argument, in_ascii=in_ascii) for argument in arguments]
    if any(argument.startswith("-") for argument in arguments):
        words = [*given, "--", *words]
    else:
        words += given
    return " ".join(["annotator", *filter(None, [command]), *words])


def _is_default(project: Path) -> bool:
    """Return whether a path, as it was typed or resolved, is that of the project that is opened without an option."""
    default = os.environ.get(PROJECT_VARIABLE) or DEFAULT_PROJECT
    return project == Path(default) or (project.is_absolute() and os.path.realpath(default) == str(project))


def quoted_path(path: Path, *, in_ascii: bool = False) -> str:
    """Return a path quoted for a shell, such that no command takes it for an option."""
    word = str(path)
    return quoted(f"./{word}" if word.startswith("-") else word, in_ascii=in_ascii)


def quoted(word: str, *, in_ascii: bool = False) -> str:
    """Return a word quoted for bash and zsh. Where it is not printable, not in NFC, or has blanks at its ends, with escapes.

    With `in_ascii` there are escapes wherever it is not ASCII.
    """
    import shlex
    import unicodedata

    is_plain = word.isascii() or not in_ascii
    if is_plain and word == unicodedata.normalize("NFC", word.strip()) and word.isprintable():
        return f"'{word}'" if word.startswith("=") and shlex.quote(word) == word else shlex.quote(word)
    shown = (
        one if one.isascii() and one.isprintable() and one not in "'\\" else _escaped(one) for one in word
    )
    return f"$'{''.join(shown)}'"


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python writes a byte of a file's name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
