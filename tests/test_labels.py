from __future__ import annotations

import tomllib
import unicodedata
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from annotator import keys, labels, resources
from annotator.errors import SchemaError
from annotator.limits import SCHEMA
from annotator.model import Bilingual, Label, LabelSchema, LintKind

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
name = "news"

[[labels]]
name = "actor"
key = "a"
color = "blue"
[labels.definition]
en = "Who acts."
ar = "من يقوم بالفعل."

[[labels]]
name = "place"
key = "l"
color = "#00aa7f"
examples = ["ضفة النهر"]
[labels.definition]
en = "Where."
"""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def sentence(folder: Path, text: str | bytes) -> str:
    path = write(folder, text)
    with pytest.raises(SchemaError) as caught:
        labels.load(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert message.count("\n") == 0
    assert message.endswith(".")
    return message


def test_the_default_schema_has_the_four_labels_with_all_that_is_said_of_them() -> None:
    schema = labels.default()
    assert [(label.name, label.key) for label in schema.labels] == [
        ("actor", "a"),
        ("location", "l"),
        ("weapon", "w"),
        ("claim", "c"),
    ]
    assert len({label.color for label in schema.labels}) == 4
    for label in schema.labels:
        assert label.definition.en
        assert any("\u0621" <= char <= "\u064a" for char in label.definition.ar)
        assert len(label.examples) >= 3


def test_a_schema_is_read_as_it_is_written(tmp_path: Path) -> None:
    assert labels.load(write(tmp_path, GOOD)) == LabelSchema(
        name="news",
        labels=(
            Label(
                name="actor",
                key="a",
                color="blue",
                definition=Bilingual(en="Who acts.", ar="من يقوم بالفعل."),
            ),
            Label(
                name="place",
                key="l",
                color="#00aa7f",
                definition=Bilingual(en="Where."),
                examples=("ضفة النهر",),
            ),
        ),
    )


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert labels.load(write(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())).name == "news"


def test_two_labels_on_one_key(tmp_path: Path) -> None:
    message = sentence(tmp_path, GOOD.replace('key = "l"', 'key = "a"'))
    assert "labels 'actor' and 'place' are both on the key 'a'" in message
    offered = message.rsplit("one of ", 1)[1].rstrip(".")
    assert set(offered) == set(keys.free()) - {"a"}


@pytest.mark.parametrize("key", sorted(keys.PROGRAM_KEYS))
def test_a_key_that_the_screens_use(tmp_path: Path, key: str) -> None:
    message = sentence(tmp_path, GOOD.replace('key = "l"', f'key = "{key}"'))
    assert f"label 'place' is on the key {key!r}, which the program keeps for itself" in message
    assert message.endswith(f"give it one of {keys.free()}.")


@pytest.mark.parametrize("key", sorted(keys.PROGRAM_KEYS))
def test_a_project_with_a_label_on_such_a_key_opens_and_the_keys_for_it_are_told(
    tmp_path: Path, key: str
) -> None:
    made = labels.load(write(tmp_path, GOOD))
    old = structs.replace(made, labels=(made.labels[0], structs.replace(made.labels[1], key=key)))
    labels.check(old, tmp_path)
    assert labels.notice(old) == (
        f"The program keeps the keys of some labels for itself now. Press the comma first: place (,{key})."
    )
    assert labels.notice(made) == ""
    assert keys.pressed_for(key) == f",{key}"
    assert keys.pressed_for("a") == "a"


def test_the_kept_keys_are_no_keys_for_labels() -> None:
    kept = set("0123456789.;,gzyrJK")
    assert kept <= keys.PROGRAM_KEYS
    assert not keys.LABEL_KEYS & keys.PROGRAM_KEYS


@pytest.mark.parametrize("key", ["ش", "ab", " ", "f1", "?"])
def test_a_key_that_no_label_may_have(tmp_path: Path, key: str) -> None:
    message = sentence(tmp_path, GOOD.replace('key = "l"', f'key = "{key}"'))
    assert "which no label may have" in message
    assert keys.free() in message


@pytest.mark.parametrize("color", ["grey", "", "#12", "#12345g", "Blue", "#1234567"])
def test_an_unknown_color(tmp_path: Path, color: str) -> None:
    message = sentence(tmp_path, GOOD.replace('"blue"', f'"{color}"'))
    assert f"label 'actor' has the unknown color '{color}'" in message
    for known in labels.COLORS:
        assert known in message


@pytest.mark.parametrize("color", [*labels.COLORS, "#0fA09b"])
def test_every_known_color(tmp_path: Path, color: str) -> None:
    assert labels.load(write(tmp_path, GOOD.replace("blue", color))).labels[0].color == color


@pytest.mark.parametrize("text", ['name = "news"', 'name = "news"\nlabels = []'])
def test_no_labels(tmp_path: Path, text: str) -> None:
    assert "has no labels; begin each one with [[labels]]" in sentence(tmp_path, text)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "two words",
        "a,b",
        "a=b",
        "a:b",
        "a|b",
        "a" * 41,
        "a\\nb",
        "-a",
        "/a",
        ".",
        "a\\u200eb",
        "a\\u202eb",
        "a\\u001bb",
    ],
)
def test_a_bad_name(tmp_path: Path, name: str) -> None:
    assert "the name of label 1 is" in sentence(tmp_path, GOOD.replace('"actor"', f'"{name}"'))


def test_two_labels_of_one_name(tmp_path: Path) -> None:
    assert "two labels are named 'actor'" in sentence(tmp_path, GOOD.replace('"place"', '"actor"'))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('name = "actor"\n', "label 1 has no name"),
        ('name = "news"\n', "has no name"),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, line: str, said: str) -> None:
    assert line in GOOD
    assert said in sentence(tmp_path, GOOD.replace(line, "", 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('color = "blue"', 'colour = "blue"\ncolor = "blue"', "the entry 'colour' is not known"),
        ('name = "news"', 'name = "news"\ntitle = "News"', "the entry 'title' is not known"),
        ('key = "a"', "key = 1", "label 'actor': Expected `str`, got `int`"),
        ('key = "a"', 'key = "a"\nclitics = "off"', "label 'actor': clitics is 'off'; write \"out\""),
        ('key = "a"', 'key = "a"\nclitics = true', "label 'actor': clitics is 'True'; write \"out\""),
        ('key = "a"', 'key = "a"\nclitics = ["out"]', "label 'actor': clitics is \"['out']\"; write \"out\""),
        ('name = "news"', "name = 5", "has no name"),
        ('name = "news"', 'name = "news"\ndescription = 5', "the description is not a string"),
        ('"Who acts."', '"Who\\nacts."', "label 'actor': the definition has the character U+000A"),
        ('"ضفة النهر"', '"\\u001b[31m"', "label 'place': an example has the character U+001B"),
        ("[[labels]]", "[labels]", "is not valid TOML"),
        ('name = "news"', "name = ", "is not valid TOML: Invalid value (at line 2"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert said in sentence(tmp_path, GOOD.replace(old, new, 1))


def test_labels_that_are_no_tables(tmp_path: Path) -> None:
    assert "labels is not a list of tables" in sentence(tmp_path, 'name = "news"\nlabels = ["actor"]')


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    message = sentence(tmp_path, GOOD.encode("utf-8").replace("من".encode(), "من".encode("cp1256")))
    assert "line 10: is not UTF-8" in message


def test_a_file_that_is_far_too_large(tmp_path: Path) -> None:
    assert "is larger than 1 MB" in sentence(tmp_path, b"#" * (SCHEMA.most + 1))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"none\.toml: can't be read: there is no such file or folder\."):
        labels.load(tmp_path / "none.toml")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="can't be read: it is a folder"):
        labels.load(tmp_path)


NAMES = st.from_regex(r"\A[a-zA-Z0-9\u0627-\u063a][a-z0-9_\-./\u0641-\u064a]{0,39}\Z")
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60)
COLORS = st.sampled_from(labels.COLORS) | st.from_regex(r"\A#[0-9a-f]{6}\Z")


@st.composite
def schemas(draw: st.DrawFn) -> LabelSchema:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    letters = draw(st.permutations(keys.free()))
    made = tuple(
        Label(
            name=name,
            key=draw(st.sampled_from([key, ""])),
            color=draw(COLORS),
            definition=Bilingual(en=draw(LINES), ar=draw(LINES)),
            examples=tuple(draw(st.lists(LINES, max_size=3))),
            clitics=draw(st.sampled_from(["in", "out"])),
        )
        for name, key in zip(names, letters, strict=False)
    )
    off = draw(st.sets(st.sampled_from(LintKind)))
    lint_off = tuple(kind.value for kind in LintKind if kind in off)
    return LabelSchema(name=draw(NAMES), labels=made, description=draw(LINES), lint_off=lint_off)


TRIED = {
    LabelSchema: {"name", "labels", "description", "lint_off"},
    Label: {"name", "key", "color", "definition", "examples", "clitics"},
    Bilingual: {"en", "ar"},
}
"""The entries that `schemas` makes and the test of unseen characters has."""


@pytest.mark.parametrize("kind", TRIED, ids=lambda kind: kind.__name__)
def test_each_entry_of_a_schema_is_tried(kind: type[msgspec.Struct]) -> None:
    entries = {field.name for field in msgspec.structs.fields(kind)}
    assert entries == TRIED[kind], (
        f"{entries ^ TRIED[kind]}: make it in schemas() and in the test of unseen characters of tests/test_labels.py, then "
        "name it in TRIED there; it is checked by _check_lines and written by _lines in annotator/labels.py, and shown "
        "by guideline_lines in annotator/tui/screens/pager.py"
    )


def test_labels_of_projects_that_are_made_lack_no_entry() -> None:
    required = {field.name for field in msgspec.structs.fields(Label) if field.required}
    assert required == {"name", "color"}, "a new entry needs a default: no project has it yet"


@given(schemas())
def test_a_schema_that_is_written_out_is_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, schema: LabelSchema
) -> None:
    path = tmp_path_factory.mktemp("schema") / "written.toml"
    path.write_text(labels.dump(schema), encoding="utf-8", newline="")
    assert labels.load(path) == schema


def test_what_a_terminal_could_obey_or_nobody_sees_is_written_escaped() -> None:
    unseen = [
        "\x7f",
        *map(chr, range(0x80, 0xA0)),
        *"\xad\u061c\u200c\u200e\u2028\u202e\u2066\u2069\ufeff",
        "\U000e0001",
    ]
    definition = Bilingual(en=f'"\\{"".join(unseen)}\x1b\t', ar="جهة\u202eفاعلة")
    label = Label(name="a", key="k", color="red", definition=definition, examples=tuple(unseen))
    written = labels.dump(LabelSchema(name="s", description="\u2066x", labels=(label,)))
    assert {char for char in written if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")} == {"\n"}
    read = tomllib.loads(written)
    assert read["description"] == "\u2066x"
    assert read["labels"][0]["definition"] == {"en": definition.en, "ar": definition.ar}
    assert read["labels"][0]["examples"] == unseen
    assert "جهة" in written


def test_every_schema_that_comes_with_the_program_is_good() -> None:
    paths = sorted(resources.schemas().glob("*.toml"))
    assert paths
    for path in paths:
        assert labels.load(path).name == path.stem
