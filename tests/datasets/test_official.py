from __future__ import annotations

import pytest

from annotator.datasets.official import official
from annotator.errors import UsageError


def test_parts_are_named_by_values_or_by_files_and_stand_in_their_usual_order() -> None:
    found = official({"a": ["test"], "b": ["other"], "c": ["train"], "d": ["dev"], "e": ["train"]}, "set")
    assert [str(size) for size in found.sizes] == ["train=40", "dev=20", "test=20", "other=20"]
    files = official({"a": ["Wojood/train.txt"], "b": ["val.conll"], "c": ["test.txt", "test.txt"]}, "file")
    assert files.parts == {"a": "train", "b": "val", "c": "test"}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"a": ["train", "test"]}, "the article a is in train and test; an article can be in one part only"),
        ({"a": ["train.txt", "test.txt"]}, "is in train and test"),
        ({"a": ["2026-03-12"]}, "'2026-03-12', which the article a has, is no name of a part"),
        ({"a": ["../x"]}, "is no name of a part"),
        ({"a": ["train"], "b": ["labels"]}, "no split can be called labels, because something else"),
        ({"a": ["train.txt"], "b": ["all.txt"]}, "no split can be called all, because the library datasets"),
        (
            {"a": ["ar.train.txt"], "b": ["ar.test.txt"]},
            "'ar.train.txt', which the article a has, is no name of a part",
        ),
        (
            {"a": ["corpus.train.conll"], "b": ["corpus.test.conll"]},
            "of the name of a file one ending is cut",
        ),
        (
            {"a": ["train/data.txt"], "b": ["val/data.txt"]},
            "'train/data.txt' and 'val/data.txt' would both be called data",
        ),
        ({"a": ["train"], "b": ["train.txt"], "c": ["test"]}, "'train' and 'train.txt' would both be called"),
        ({"a": ["train.txt"], "b": ["train.txt"]}, "one part, train, so it divides nothing"),
        ({"a": [".txt"]}, "is no name of a part"),
        ({"a": ["تدريب"]}, "is no name of a part"),
        ({"a": ["Train"], "b": ["train"]}, "two parts are called Train and train"),
        ({str(n): [f"p{n}"] for n in range(21)}, "there are 21 different values"),
    ],
)
def test_what_is_no_official_split(values: dict[str, list[str]], told: str) -> None:
    with pytest.raises(UsageError, match="--split-by set: ") as error:
        official(values, "set")
    assert told in str(error.value)
