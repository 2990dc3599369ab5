"""Making a copy of a project, and restoring one."""
