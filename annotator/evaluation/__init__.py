"""Evaluation: how far predictions, or a person's marks, are those of a reference such as the gold, and how they differ."""
