"""What an annotator does, as plain values: one article's layer, its changes, and taking them back."""

from annotator.editing.session import Session

__all__ = ["Session"]
