"""The project file: one SQLite database, the only part of the program that knows it is one.

`open` and `create` give a `Connection`; each other module holds the queries of one subject and takes that connection
first. What SQLite has to complain of leaves here as an `AnnotatorError`.
"""
