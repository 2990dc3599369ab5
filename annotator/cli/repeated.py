"""Refusing an option that says which things are meant and is given twice: the first ones would be dropped without a word.

Of others, such as --as and --project, the last one counts, so that an alias of the shell can have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTS = ("--articles", "--people", "--label", "--source")
"""Options that take several things at once."""


def refuse_repeated(words: Sequence[str]) -> None:
    """Raise `UsageError` if an option that chooses is twice among the words of a command."""
    options = list(words[: words.index("--")] if "--" in words else words)
    for name in LISTS:
        if sum(word == name or word.startswith(f"{name}=") for word in options) > 1:
            raise UsageError(f"{name} is given twice; give it once, with commas between them.")
