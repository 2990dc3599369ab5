"""The project file, one SQLite database. No other package knows that it is one.

What a project is made of stands at the top and in `people` and `assigning`, a module a subject. Each has a class over the
connection, which `Project` has as an attribute: there articles are named by their ids, people by their names. Its functions
are for other modules of the store: they take numbers of rows, and those that write are called inside a transaction. An error
of SQLite leaves the store as an `AnnotatorError`.
"""
