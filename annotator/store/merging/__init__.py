"""Merging another copy of the project into this one."""
