"""What the command line says to a person: one line a message, on standard error."""

from __future__ import annotations

import re

import click

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain(text: str) -> str:
    """Return the text with whatever a terminal could obey, or that would break the line, spelled out."""
    return _UNSAFE.sub(lambda found: ascii(found.group())[1:-1], text)


def say(text: str) -> None:
    """Print one line on standard error."""
    click.echo(plain(text), err=True)


def answer(text: str) -> None:
    """Print one line on standard output: what was asked for."""
    click.echo(plain(text))
