"""How a command is typed, for the messages that tell one: quoted for a shell, and with the project that it is for."""

from __future__ import annotations

import os
import shlex
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_PROJECT = "annotator.db"
PROJECT_VARIABLE = "ANNOTATOR_PROJECT"


def typed(command: str, *arguments: str, options: Sequence[str] = (), project: Path | None = None) -> str:
    """Return the line for a shell that runs `annotator COMMAND`, "" standing for no command.

    `options` are options and their values. The project is left out where it is the one that is meant without it.
    """
    given = [quoted(option) for option in options]
    if project is not None and not _is_meant(project):
        given += ["--project", quoted(str(project))]
    words = [quoted(argument) for argument in arguments]
    if any(argument.startswith("-") for argument in arguments):
        words = [*given, "--", *words]
    else:
        words += given
    return " ".join(["annotator", *filter(None, [command]), *words])


def _is_meant(project: Path) -> bool:
    """Say whether a project, by the path that was typed or the real one, is the one that is meant without it."""
    meant = os.environ.get(PROJECT_VARIABLE) or DEFAULT_PROJECT
    return project == Path(meant) or (project.is_absolute() and os.path.realpath(meant) == str(project))


def quoted(word: str) -> str:
    """Return a word for a shell, in which the characters of one that is not printable, in NFC or without blanks at its ends can be told."""
    if word == unicodedata.normalize("NFC", word.strip()) and word.isprintable():
        return shlex.quote(word)
    told = (
        one if one.isascii() and one.isprintable() and one not in "'\\" else _escaped(one) for one in word
    )
    return f"$'{''.join(told)}'"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
