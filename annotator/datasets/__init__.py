"""Data sets for training: near duplicates among articles, the split of each article, and the folder with the splits."""
