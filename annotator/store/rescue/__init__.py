"""Rescue files: changes that could not be written to a project before the program ended.

Each line is a JSON value: first a `RescueHeader`, then `Numbered` changes. The files are called
``PROJECT.rescue-PERSON-RUN.jsonl``; the program that writes one holds a lock (flock) on it.
"""
