"""Painting the first screen once, together with the notices on it."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.app import App

_LONGEST = 0.5
"""How many seconds the painting is held back at most."""
_PAUSE = 0.03
"""How many seconds after the painting other threads begin to work: they would have to share the processor."""


def held(app: App[Any], noticed: Callable[[], int], then: Callable[[], None]) -> Coroutine[None, None, None]:
    """Hold painting back from now on; the coroutine lets it go on when as many notices are there as `noticed` says.

    A notice that came later would be painted over the screen. `then` is called when all is painted.
    """
    painting = ExitStack()
    painting.enter_context(app.batch_update())
    return _let_go(app, painting, noticed, then)


async def _let_go(
    app: App[Any], painting: ExitStack, noticed: Callable[[], int], then: Callable[[], None]
) -> None:
    with painting:
        given_up = time.monotonic() + _LONGEST
        while _lacks(app, noticed()) and time.monotonic() < given_up:
            await asyncio.sleep(0)
    app.set_timer(_PAUSE, then)


def _lacks(app: App[Any], notices: int) -> bool:
    return bool(app.screen_stack) and notices > len(app.screen.query("Toast"))
