"""Recovering what can be read of a damaged project into a new one.

The damaged file and its log are read as bytes and never opened as a database, so they stay as they are: `pages` and
`log_pages` read pages, `btree` the rows on them, and `tables` collects the rows of each table. `project_row`, `people`,
`articles`, `layers`, `gold` and `other_tables` put the rows that are proven right into a `draft`, `new_project` makes the
project, and `findings` are what the user is told. `recovering` calls all of them.
"""
