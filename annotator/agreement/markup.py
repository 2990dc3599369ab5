"""Pieces of HTML. All text of a project goes through `text` or `isolated`."""

from __future__ import annotations

import html
import re

_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text(content: str) -> str:
    """Return text escaped for HTML; characters that HTML can't have become U+FFFD."""
    return html.escape(_NOT_ALLOWED.sub("\N{REPLACEMENT CHARACTER}", content))


def isolated(content: str) -> str:
    """Return text in an element that isolates its direction from the text around it."""
    return f"<bdi>{text(content)}</bdi>"


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with a minus sign (U+2212) where it is negative, an empty string for None."""
    return "" if value is None else f"{value:.{digits}f}".replace("-", "−")


STYLE = """
:root { color-scheme: light; font: 16px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: #1c2430; }
body { max-width: 66rem; margin: 2rem auto; padding: 0 1rem; background: #fff; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; text-align: right; border-bottom: 1px solid #dfe3e8; vertical-align: top; }
th:first-child, td:first-child { text-align: left; }
td small { display: block; color: #667; white-space: nowrap; }
.undefined { color: #8a5a00; }
svg { display: block; max-width: 100%; height: auto; margin: 1rem 0; font-size: 14px; }
.case { border: 1px solid #dfe3e8; border-radius: .4rem; padding: .2rem 1rem .8rem; margin: 1rem 0; }
.case h3 { margin: .7rem 0 .2rem; font-size: 1rem; }
.where, .who { color: #556; font-size: .9rem; margin: .2rem 0; }
.said { margin: .6rem 0 0; padding-top: .4rem; border-top: 1px dashed #dfe3e8; }
.label { display: inline-block; padding: 0 .5rem; border-radius: .8rem; background: #e6ebf2; color: #1c2430; }
.text { margin: .2rem 0; font: 1.25rem/1.9 "Noto Naskh Arabic", "Noto Sans Arabic", Amiri, "DejaVu Sans", serif;
  white-space: pre-line; }
mark { background: #ffe08a; color: inherit; box-shadow: 0 2px 0 #b27c00; }
"""
