"""Refusing an option that is given twice but takes one value: the other one would be dropped without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def refuse_repeated(command: click.Command, words: Sequence[str]) -> None:
    """Raise `UsageError` if one of the command's own options that takes one value is twice among its words."""
    options = {
        name: param
        for param in command.params
        if isinstance(param, click.Option) and not param.is_flag and not param.multiple
        for name in param.opts
    }
    seen = set[str]()
    left = iter(words)
    for word in left:
        if word == "--":
            return
        name, is_joined, _ = word.partition("=")
        param = options.get(name)
        if param is None:
            continue
        if not is_joined:
            next(left, None)
        if param.opts[0] in seen:
            more = ", with commas between them" if param.opts[0] in _LISTS else ""
            raise UsageError(f"{name} is given twice; give it once{more}.")
        seen.add(param.opts[0])


_LISTS = ("--articles", "--people", "--label")
"""Options that take several things at once."""
