"""An open project, which is all that commands and screens use of the store."""

from annotator.project.project import Project

__all__ = ["Project"]
