"""What the scripts and `python -m annotator` run."""

from __future__ import annotations

import sys

import pytest

from annotator.__main__ import main


def test_it_calls_itself_annotator_whatever_the_script_is_called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/arabic-annotator", "export", "--no-such-option"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "arabic-annotator" not in capsys.readouterr().err


def test_windows_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit, match="annotator needs Linux"):
        main()
