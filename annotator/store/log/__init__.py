"""SQLite's log and journal, the files in which a program that was killed leaves its last changes."""
