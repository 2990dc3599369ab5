"""Saving what can be read of a damaged project into a new one, and telling what can't.

The damaged file and its log are read as bytes and never opened as a database, so nothing of them changes: `log` and `pages` find the
pages, `trees` the rows on them, `reading` the tables, also those to which nothing leads any more. `found`, `layering`, `golden` and
`rest` take what is proven, `draft` holds it, `building` makes the new project.
"""
