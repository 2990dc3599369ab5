"""The comments of CoNLL files: lines that begin with #."""

from __future__ import annotations

import re

BEGINS = re.compile(r"#[ \t]*(?:newdoc\b|begin document\b)")
"""What begins a document."""

SILENT = re.compile(r"#[ \t]*(?:end document|newpar|global\.columns)\b")
"""Comments that say nothing of a sentence."""

_NEWDOC = re.compile(r"#[ \t]*newdoc(?:[ \t]+id)?[ \t]*(?:=[ \t]?(.*))?", re.DOTALL)
_ONTONOTES = re.compile(r"#[ \t]*begin document[ \t]*\(?([^;]*?)\)?[ \t]*(?:;[ \t]*(.*))?", re.DOTALL)
_COMMENT = re.compile(r"#[ \t]*([\w.:-]+)[ \t]*=[ \t]?(.*)", re.DOTALL)
_NAMED = re.compile(r"#[ \t]*id[ \t]+([^\s=]+)((?:[ \t]+\w+=[^\s]+)*)[ \t]*")


def comment_pairs(line: str) -> dict[str, str]:
    """Return the keys and values of a comment: ``# key = value``, or ``# id NAME key=value`` as MultiCoNER has it."""
    if (found := _COMMENT.fullmatch(line)) is not None:
        return {found[1]: found[2]}
    if (found := _NAMED.fullmatch(line)) is not None:
        return {"id": found[1], **dict(pair.split("=", 1) for pair in found[2].split())}
    return {}


def document_name(line: str) -> str | None:
    """Return the name of the document that a comment begins, None where it has none.

    The comment is ``# newdoc id = NAME``, or ``#begin document (NAME); part 000`` as in OntoNotes.
    """
    if (found := _NEWDOC.fullmatch(line)) is not None:
        return found[1] or None
    found = _ONTONOTES.fullmatch(line)
    return ("; ".join(part for part in found.groups() if part) or None) if found else None
