"""A project's files on the disk: their names, who may write them, who has them open, SQLite's locks, log format and errors.

Nothing here knows the tables of a project.
"""
