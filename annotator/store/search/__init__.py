"""Searching the texts of all articles, and the indexes by which articles are found."""
