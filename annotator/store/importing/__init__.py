"""Adding articles, with or without spans, to a project."""
