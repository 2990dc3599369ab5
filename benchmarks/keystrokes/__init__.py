"""Tagging articles in the open program with as few keys as a search over its moves finds."""
