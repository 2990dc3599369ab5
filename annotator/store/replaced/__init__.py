"""A project whose files are removed, renamed or overwritten while it is open."""
