"""Measures of agreement between annotators, one file each; pure. Neighbours of storage, which they know nothing of."""
