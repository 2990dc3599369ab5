"""Annotators and adjudicators: their names, renaming one, joining two; models and references."""
