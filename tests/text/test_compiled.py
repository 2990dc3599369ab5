"""Patterns that are compiled when they are used."""

from __future__ import annotations

import subprocess
import sys

import regex

from annotator.text.compiled import when_used


def test_a_pattern_finds_what_the_compiled_one_finds() -> None:
    lazy, compiled = when_used(r"(?V1)[\p{L}--[a-z]]+"), regex.compile(r"(?V1)[\p{L}--[a-z]]+")
    text = "قال abc XY ودع"
    assert [match.span() for match in lazy.finditer(text)] == [
        match.span() for match in compiled.finditer(text)
    ]
    assert lazy.sub("-", text) == compiled.sub("-", text)
    assert lazy.pattern == compiled.pattern


def test_the_text_package_is_imported_without_the_package_regex() -> None:
    program = (
        "import sys; from annotator.text import clitics, fold, layout, marks, moves, navigation, segment, sentence;"
        "print('regex' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
