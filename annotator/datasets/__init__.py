"""Data sets for training: which articles are copies of each other, which go into which split, and the folder with the splits."""
