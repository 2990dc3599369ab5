"""TOML from outside: what would take all memory, or fail in Python itself, is refused in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import config, labels, limits, toml
from annotator.errors import InputError, SchemaError

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = {
    "dots": ("x = 1\n" + ".".join("a" * 51) + " = 1\n", "parts with dots between them"),
    "dots in a header": ("[" + ".".join("a" * 51) + "]\n", "parts with dots between them"),
    "dots with blanks and quotes": ('"a.b" . ' + " . ".join(["'c'"] * 50) + " = 1\n", "parts with dots"),
    "dots inside": ("x = {a = 1, " + ".".join("a" * 51) + " = 1}\n", "parts with dots between them"),
    "lists": ("x = " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
    "tables": ("x = " + "{a=" * 5_000, "nested too deeply"),
    "digits": ("x = " + "9" * 5_000, "a number has thousands of digits"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_refused_in_schemas_and_settings(name: str, tmp_path: Path) -> None:
    text, told = BROKEN[name]
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=told):
        labels.load(path)
    with pytest.raises(InputError, match=told):
        config.load(path)


def test_what_is_at_the_limit_is_read_and_so_are_sentences() -> None:
    key = ".".join("a" * limits.KEYS.most)
    assert toml.table(f"{key} = 1")
    text = "One. Two. " * 20 + "It is so. " * 100 + "...." * 30 + " 1.2.3"
    assert toml.table(f'x = "{text}" # {text}\ny = """\n{text}"""') == {"x": text, "y": text}


def test_settings_have_a_size(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("#" * limits.SETTINGS.most, encoding="utf-8")
    assert config.load(path) == config.Settings()
    path.write_text("#" * (limits.SETTINGS.most + 1), encoding="utf-8")
    with pytest.raises(InputError, match="settings are too large"):
        config.load(path)


def test_a_schema_has_no_more_labels_than_a_project_may_have(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    many = "".join(f'[[labels]]\nname = "l{i}"\n' for i in range(limits.LABELS.most + 1))
    path.write_text(f'name = "x"\n{many}', encoding="utf-8")
    with pytest.raises(SchemaError, match="has 10,001 labels, a schema may have 10,000; leave some out"):
        labels.load(path)


def test_a_long_value_is_not_repeated_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    long = "a" * 100_000
    for text in (
        f'{long} = "x"',
        f'name = "{long}"',
        f'name = "x"\n[[labels]]\nname = "a"\n{long} = 1',
        f'name = "x"\n[[labels]]\nname = "{long}"',
        f'name = "x"\n[[labels]]\nname = "a"\ncolor = "{long}"',
        f'bidi = {{a = "{long}"}}',
        f"{long} = {long}",
    ):
        path.write_text(text, encoding="utf-8")
        for load in (labels.load, config.load):
            with pytest.raises(InputError) as error:
                load(path)
            assert len(str(error.value)) < 1_500
