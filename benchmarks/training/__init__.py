"""Trains models on a corpus as it is and on what an import and an export make of it, and compares the two: `make training`."""
