"""A project that is open: all that commands and screens talk to."""

from annotator.project.project import Project

__all__ = ["Project"]
