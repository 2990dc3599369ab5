"""The label schema."""

from __future__ import annotations

from typing import Literal

from annotator.model.base import Struct


class Bilingual(Struct, frozen=True, kw_only=True):
    """One text in English and in Arabic, either of which may be empty."""

    en: str = ""
    ar: str = ""


class Label(Struct, frozen=True, kw_only=True):
    """One kind of span: its name, the key that tags it, its colour and what it means.

    `key` is empty where the label has none of its own: it is taken from the list of labels. `clitics` "out": tagging a word leaves
    out the clitics before it.
    """

    name: str
    key: str = ""
    color: str
    definition: Bilingual = Bilingual()
    examples: tuple[str, ...] = ()
    clitics: Literal["in", "out"] = "in"


class LabelSchema(Struct, frozen=True, kw_only=True):
    """Which labels exist, in the order in which they are shown.

    `lint_off` are the kinds of findings that lint does not look for, in the order of `LintKind`.
    """

    name: str
    labels: tuple[Label, ...]
    description: str = ""
    lint_off: tuple[str, ...] = ()

    def label(self, name: str) -> Label | None:
        """Return the label of that name, or None."""
        return next((label for label in self.labels if label.name == name), None)
