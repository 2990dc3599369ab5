"""Answering a shell that asks, on Tab, what the word at the cursor can become."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from annotator.cli.commands import COMMANDS, DEFAULT
from annotator.cli.shell_words import rest_for_bash, typed
from annotator.errors import AnnotatorError
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.cli.shell_words import Typed

FILES, OPEN, WHOLE = "files", "open", "whole"
"""What the shell does with the answer: it completes a path itself; it puts no blank after a word; it puts one."""


class Word(NamedTuple):
    """A word that the one at the cursor can become, and what it means, if that is worth saying."""

    value: str
    about: str = ""


def complete(shell: str, line: str, replaced: str) -> None:
    """Print what the last word of `line` can become. `line` ends at the cursor.

    First one of `files`, `open` and `whole`, then the words: for bash as they are typed, without what stands before `replaced`,
    which is what it puts them in the place of; for the others as they are, each with what it means. bash gets lines, the others
    parts that end in a NUL, for fish with a tab before the meaning. Nothing is ever said about an error.
    """
    if sys.stdout is None:
        return
    seen = typed(line, fish=shell == "fish")
    found = None if seen.into else _possible(seen.words, seen.word)
    words = [word for word in found or () if word.value.startswith(seen.word)]
    if shell != "bash":  # which gets each character that can't be printed as an escape
        words = [Word(value, plain(about)) for value, about in words if plain(value) == value]
    if found is None:
        kind = FILES
    else:
        kind = OPEN if any(word.value.endswith((":", "=", "/")) for word in words) else WHOLE
    if shell == "bash":
        entries = [_for_bash(word.value, seen, replaced) for word in words]
        if len(entries) == 1 and seen.quote and entries[0].endswith(seen.quote[-1]):
            entries[0] += seen.quote[-1]  # bash takes the word for closed and does not close it
        answer = "\n".join([kind, *entries]) + "\n"
    elif shell == "fish":
        shown = [f"{value}\t{about}" if about else value for value, about in words if "\t" not in value]
        answer = "\0".join([kind, *shown]) + "\0"
    else:
        answer = "\0".join([kind, *(part for word in words for part in word)]) + "\0"
    try:
        sys.stdout.buffer.write(answer.encode(errors="surrogateescape"))
        sys.stdout.buffer.flush()
    except OSError:
        os._exit(1)  # the shell has gone


def _for_bash(value: str, seen: Typed, replaced: str) -> str:
    whole = seen.raw + rest_for_bash(value[len(seen.word) :], seen.quote)
    # bash takes a word for several where it has a colon or the like, and has only the last of them replaced
    before = seen.raw.removesuffix("\\")
    kept = (
        len(before) - len(replaced.removesuffix("\\")) if before.endswith(replaced.removesuffix("\\")) else 0
    )
    return whole[kept:]


def _possible(before: Sequence[str], word: str) -> list[Word] | None:
    """Return what the word can become; None where it is a path."""
    if not before and not word.startswith("-"):
        return [Word(entry.name, entry.summary) for entry in COMMANDS]
    if before and before[0] == "help":
        return _for_help(before[1:])
    name, sign, value = word.partition("=")
    if word.startswith("--") and sign:
        found = _by_click([*before, name], value)
        return None if found is None else [Word(f"{name}={value}", about) for value, about in found]
    found = _by_click(before, word)
    if found == [] and not word and _only_options_are_left(before):
        found = [option for option in _by_click(before, "-") or () if option.value.startswith("--")]
    return found


def _for_help(before: Sequence[str]) -> list[Word]:
    if not before:
        return [Word(entry.name, entry.summary) for entry in COMMANDS]
    under = next((entry.under for entry in COMMANDS if [entry.name] == [*before]), ())
    return [Word(name) for name in under]


def _by_click(before: Sequence[str], word: str) -> list[Word] | None:
    """Return what click and the commands know of; None where it is a path."""
    import click
    from click.shell_completion import ShellComplete

    from annotator.cli.group import program

    completion = ShellComplete(program, {}, program.name or "", "")
    try:
        items = completion.get_completions([*before], word)
    except (AnnotatorError, OSError, click.ClickException, click.exceptions.Exit):
        return []
    if any(item.type in ("file", "dir") for item in items):
        return None
    return [Word(item.value, _brief(item.help)) for item in items]


def _only_options_are_left(before: Sequence[str]) -> bool:
    """Return whether nothing but an option can come after these words."""
    import click

    from annotator.cli.group import program

    name = next((word for word in before if word in program.entries), DEFAULT)
    command = program.get_command(click.Context(program), name)
    assert command is not None
    return not any(
        isinstance(param, click.Argument)
        or (
            isinstance(param, click.Option) and not param.is_flag and before[-1:] and before[-1] in param.opts
        )
        for param in command.params
    )


def _brief(about: str | None) -> str:
    """Return the first sentence of a help text."""
    return (about or "").partition(". ")[0].partition("\n")[0].rstrip(".")
