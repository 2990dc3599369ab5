"""The project file: where it is, whether it can be written, opening, making and upgrading it, and the connection to it."""
