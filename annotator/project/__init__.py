"""Project: articles, people, spans, history and work in one file; all that commands and screens talk to."""

from annotator.project.articles import Articles
from annotator.project.exports import Exports
from annotator.project.gold import Adjudicated
from annotator.project.teams import RETURN_AFTER

__all__ = ["RETURN_AFTER", "Project"]


class Project(Articles, Adjudicated, Exports):
    """A project that is open; it belongs to the thread that opened it. Make one with `create` or `open`.

    `path` is its file, `schema` its label schema. Any method may raise `ProjectError`; those that write raise
    `ProjectBusyError` when another program holds the file for longer than `busy_seconds`, `ProjectReadOnlyError` when
    it can only be read, and then nothing is changed. What a method has written is on the disk when it returns.
    """
