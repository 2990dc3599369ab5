"""Every move of the caret, in the order in which the module has them."""

from __future__ import annotations

import inspect

from annotator.text import moves

MOVES: tuple[moves.Move, ...] = tuple(
    move
    for name, move in vars(moves).items()
    if inspect.isfunction(move)
    and move.__module__ == moves.__name__
    and name[0] != "_"
    and name not in {"move", "anchored"}
)
