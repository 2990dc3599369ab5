"""Lint: what is likely wrong in one layer, found by comparing its spans with each other and with the texts.

A *name* is what a span's text is by the wide fold, see `annotator.text.fold.wide`. A *sign* is a quote, a bracket or other punctuation
that belongs to no name.
"""
