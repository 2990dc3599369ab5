"""Checking a project: whether what is stored is what was written, and fits together.

`checking` covers a whole project or one article, `guards` what is checked before something is shown or exported; each other
module has the checks of one kind of data. Nothing is ever changed, and what can't be read is reported without ending the check.
"""
