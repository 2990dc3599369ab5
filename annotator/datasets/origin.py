"""What is known of the project that a data set is made from."""

from __future__ import annotations

from annotator.model import Card, LayerKind, Struct


class Origin(Struct, frozen=True, kw_only=True):
    """When a project was `created`, which is when its schema came in, and when it was changed last, "" if never; its card.

    `layer_kinds` are the kinds of the named layers that are exported and are no people's.
    """

    created: str = ""
    latest_change: str = ""
    card: Card
    layer_kinds: dict[str, LayerKind]
