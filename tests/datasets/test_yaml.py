from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import yaml

VALUE = {
    "language": ["ar"],
    "pretty_name": "أخبار: «نزاع» #1",
    "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": "train.parquet"}]}],
    "features": [{"name": "spans", "list": [{"name": "no", "dtype": "int32"}, {"names": {"0": "O"}}]}],
    "size": 12,
}
TEXT = """\
language:
- ar
pretty_name: "أخبار: «نزاع» #1"
configs:
- config_name: default
  data_files:
  - split: train
    path: train.parquet
features:
- name: spans
  list:
  - name: "no"
    dtype: int32
  - names:
      "0": O
size: 12"""


def test_yaml() -> None:
    assert "\n".join(yaml.lines(VALUE)) == TEXT


strings = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    [
        "yes",
        "Null",
        "1e3",
        "~",
        "- a",
        "a: b",
        "#",
        "'",
        "\\",
        "🚑",
        "\u2028",
        "🚑\n",
        "\U000e0001",
        "0x1",
        "2026-03-01",
        "1_000",
        ".inf",
        "_",
    ]
)
values = st.recursive(
    strings | st.integers(),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(strings, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.skipif(find_spec("yaml") is None, reason="the library yaml is not installed")
@given(st.dictionaries(strings, values, min_size=1, max_size=3))
def test_another_program_reads_it_back(value: dict[str, Any]) -> None:
    from yaml import safe_load

    assert safe_load("\n".join(yaml.lines(value))) == value
