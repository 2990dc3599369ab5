"""Editing the layer of one annotator in one article."""

from annotator.editing.session import Session

__all__ = ["Session"]
