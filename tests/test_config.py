"""The settings file: what is kept, and what is said of a file that makes no sense."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import config
from annotator.config import Settings
from annotator.errors import InputError, OutputError

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "deep" / "config.toml"
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(path))
    return path


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    assert config.load() == Settings(theme="", bidi={})
    assert not file.exists()


def test_what_is_saved_is_there_the_next_time(file: Path) -> None:
    settings = Settings(theme="nord").with_bidi("qterminal", "dither").with_bidi("putty", "logical")
    settings = settings.with_marks("foot", "none").with_wide("deepin-terminal", "placed")
    config.save(settings)
    assert config.load() == settings
    assert tomllib.loads(file.read_text("utf-8")) == {
        "theme": "nord",
        "bidi": {"qterminal": "dither", "putty": "logical"},
        "marks": {"foot": "none"},
        "wide": {"deepin-terminal": "placed"},
    }


def answered(kind: object) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, st.sampled_from(get_args(kind)), max_size=3)


def test_an_answer_takes_the_place_of_the_one_before_and_of_no_other() -> None:
    settings = (
        Settings(theme="nord").with_bidi("a", "kitty").with_bidi("b", "visual").with_bidi("a", "logical")
    )
    assert settings == Settings(theme="nord", bidi={"a": "logical", "b": "visual"})


@given(names, st.booleans(), answered(config.Bidi), answered(config.Marks), answered(config.Wide))
def test_any_name_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    theme: str,
    shows: bool,
    bidi: dict[str, config.Bidi],
    marks: dict[str, config.Marks],
    wide: dict[str, config.Wide],
) -> None:
    path = tmp_path_factory.mktemp("settings") / "config.toml"
    settings = Settings(theme=theme, show_occurrences=shows, bidi=bidi, marks=marks, wide=wide)
    config.save(settings, path)
    assert config.load(path) == settings


def test_saving_leaves_no_other_file(file: Path) -> None:
    config.save(Settings(theme="nord"))
    config.save(Settings(theme="gruvbox"))
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        (b'theme = "nord"\nbidi = [\n', "not TOML", None),
        (b'theme = "nord"\nbidi = = 1\n', "not TOML", 2),
        (b"theme = 7\n", r"\$\.theme", None),
        (b'[bidi]\nxterm = "sideways"\n', "sideways", None),
        (b'color = "nord"\n', "color", None),
        (b"\xff\xfe", "not UTF-8", None),
    ],
)
def test_a_file_that_makes_no_sense_is_told_of(
    file: Path, content: bytes, said: str, line: int | None
) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        config.load()
    assert caught.value.path == file
    assert line is None or caught.value.line == line
    assert "mend the file or remove it" in str(caught.value)


def test_a_folder_in_the_file_s_place_is_told_of(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(InputError, match="can't be read"):
        config.load()
    with pytest.raises(OutputError, match="can't be written"):
        config.save(Settings(theme="nord"))
    assert list(file.parent.iterdir()) == [file]


def test_the_settings_are_in_the_user_s_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATOR_CONFIG", raising=False)
    path = config.path()
    assert path is not None
    assert (path.parent.name, path.name) == ("annotator", "config.toml")


def test_where_no_home_is_known_the_defaults_hold_and_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def unknown(_name: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANNOTATOR_CONFIG", raising=False)
    monkeypatch.setattr("platformdirs.user_config_path", unknown)
    assert config.path() is None
    assert config.load() == Settings()
    with pytest.raises(OutputError, match="your home folder is not known; name a file in ANNOTATOR_CONFIG"):
        config.save(Settings(theme="nord"))
    monkeypatch.setattr("platformdirs.user_config_path", lambda _name: Path("~/.config/annotator"))
    with pytest.raises(OutputError, match="your home folder is not known"):
        config.save(Settings(theme="nord"))
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_and_what_it_leads_to_is_replaced(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    (tmp_path / "dotfiles.toml").write_text('theme = "nord"\n')
    (tmp_path / "dotfiles.toml").chmod(0o600)
    file.symlink_to("../dotfiles.toml")
    config.save(Settings(theme="gruvbox"))
    assert file.is_symlink()
    assert (tmp_path / "dotfiles.toml").read_text() == 'theme = "gruvbox"\n'
    assert (tmp_path / "dotfiles.toml").stat().st_mode & 0o777 == 0o600


def test_settings_below_a_file_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_CONFIG", "/dev/null/annotator/config.toml")
    assert config.load() == Settings()
