"""Opening, creating and upgrading a project file: everything that is checked before the first row is read."""
