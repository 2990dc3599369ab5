"""Copies of a project, and putting one in its place."""
