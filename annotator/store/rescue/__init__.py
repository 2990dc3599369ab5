"""Rescue files: changes that could not be written to a project before the program ended, one JSON value a line.

The first line is a `Header`, each other one a `Numbered` change. The files are called
``PROJECT.rescue-PERSON-RUN.jsonl``; while the program that writes one is alive, it holds a lock (flock) on it.
"""
