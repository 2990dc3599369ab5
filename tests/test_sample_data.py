"""The sample articles hold what they promise, and nothing that is somebody else's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.formats import find, read_found
from annotator.model import Incoming
from tests.sample_data import ARABIC, FOLDER, articles, layers, lines, texts

ROOT = Path(__file__).parents[1]
README = FOLDER / "README.md"
SCRAPED = ROOT.parent / "shared" / "articles"
KNOWN = 14
"""How many sample articles there are, as tests and pages say in digits."""

LONG = 4_800
MARK = r"[\u064b-\u0652\u0670]"


def letters(text: str, pattern: str) -> int:
    return len(re.findall(pattern, text))


def test_there_are_enough_articles_each_with_its_own_id_text_and_title() -> None:
    assert len(articles()) >= 12
    for field in ("id", "text", "title", "url"):
        assert len({article[field] for article in articles()}) == len(articles()), field
    for article in articles():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article["id"])
        assert article["text"].splitlines()[0].lstrip("\u200f") == article["title"]
        assert article["url"].startswith("https://example.org/")


def test_tests_and_pages_say_how_many_articles_there_are() -> None:
    known = re.compile(rf"\bof {KNOWN}\b|== {KNOWN}\b|\b{KNOWN} articles\b")
    places = [
        f"{path.relative_to(ROOT)}, line {number}"
        for path in sorted((*ROOT.glob("tests/**/*.py"), *ROOT.glob("docs/*.md")))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if known.search(line)
    ]
    assert len(articles()) == KNOWN, (
        f"there are {len(articles())} sample articles: write that for KNOWN in this file, and where it is meant in\n"
        + "\n".join(places)
    )


def test_the_table_in_the_readme_has_every_article_and_who_did_it() -> None:
    people = [*layers(), "gold"]
    gold = {line["article"] for path in (FOLDER / "gold").glob("*.jsonl") for line in lines(path)}
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]
    heading = rows[0]
    for article in texts():
        done = {who: layer[article]["status"] for who, layer in layers().items() if article in layer}
        done |= {"gold": "settled"} if article in gold else {}
        row = next((row for row in rows if row[0] == f"`{article}`"), None)
        assert row is not None, f"{article} has no row in the table of sample_data/README.md"
        told = dict(zip(heading, row, strict=True))
        assert {who: told[who] for who in people if told[who]} == done, (
            f"mend the row of {article} in sample_data/README.md"
        )
    assert len(rows) == 1 + len(texts()), "sample_data/README.md has a row for an article that there is not"


def test_the_program_reads_every_article_as_it_stands() -> None:
    incoming = list(read_found(find([FOLDER / "articles.jsonl"])))
    assert [i.text for i in incoming if isinstance(i, Incoming)] == list(texts().values())
    assert len(incoming) == len(texts())


def test_arabic_is_legible_in_the_files_themselves() -> None:
    for path in FOLDER.rglob("*.jsonl"):
        raw = path.read_bytes()
        assert rb"\u06" not in raw
        assert b"\r" not in raw
        assert raw.endswith(b"}\n")


def test_metadata_varies() -> None:
    assert sum("date" not in article for article in articles()) == 1
    assert sum("source" not in article for article in articles()) == 1
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", a["date"]) for a in articles() if "date" in a)
    assert any(isinstance(article.get("tags"), list) for article in articles())


def test_articles_are_news_length_and_one_is_long() -> None:
    words = {article: len(text.split()) for article, text in texts().items()}
    long = [article for article, count in words.items() if count >= LONG]
    assert len(long) == 1
    assert {a: n for a, n in words.items() if a not in long and not 150 <= n <= 500} == {}


def test_the_long_article_repeats_no_sentence() -> None:
    text = max(texts().values(), key=len)
    eight = runs(text, 8)
    assert len(set(eight)) == len(eight)


def test_one_article_is_in_english_and_the_others_in_arabic() -> None:
    latin = [a for a, t in texts().items() if letters(t, "[A-Za-z]") > letters(t, ARABIC)]
    assert len(latin) == 1
    assert letters(texts()[latin[0]], ARABIC) > 0


FEATURES: dict[str, str] = {
    "curly quotes": r"“[^“”]+”",
    "straight quotes": rf'"{ARABIC}[^"\n]+"',
    "angle quotes": r"«[^«»]+»",
    "curly inside angle quotes": r"«[^»]*“[^”]+”[^«]*»",
    "curly inside curly quotes": r"“[^”]*“[^”]+”[^“]*”",
    "straight inside straight quotes": rf'"{ARABIC}[^"\n]* "{ARABIC}[^"\n]*" [^"\n]*"',
    "an Arabic-Indic number": r"[٠-٩]{2,}",
    "a European number inside Arabic": rf"{ARABIC} [0-9]{{2,}} {ARABIC}",
    "a decimal": r"\d\.\d",
    "an Arabic-Indic decimal": r"[٠-٩]٫[٠-٩]",
    "an Arabic-Indic thousands sign": r"[٠-٩]٬[٠-٩]{3}",
    "a percentage": r"[0-9]%",
    "an Arabic percentage": r"[٠-٩]٪",
    "a range with a hyphen": r"\b[0-9]+-[0-9]+\b",
    "a range with a dash": r"[0-9]–[0-9]",
    "a time": r"\b[0-2][0-9]:[0-5][0-9]\b",
    "an Arabic-Indic time": r"[٠-٢][٠-٩]:[٠-٥][٠-٩]",
    "an Arabic-Indic date": r"[٠-٩]{1,2}/[٠-٩]{1,2}/[٠-٩]{4}",
    "a scraped date and time": r"^[0-9]{4}\.[0-9]{2}\.[0-9]{2} - [0-9]{2}:[0-9]{2}$",
    "a byline": rf"\n\n{ARABIC}+ {ARABIC}+\n\n[0-9]{{4}}\.",
    "a Latin designation inside Arabic": rf"{ARABIC} MX-4 {ARABIC}",
    "a Latin unit": r"[0-9] (?:km|mm|GHz)\b",
    "a Latin unit glued to its number": r"[0-9]kg\b",
    "a unit glued between clitic and number": r" ب[0-9]كم ",
    "tatweel inside a word": rf"{ARABIC}ـ{ARABIC}",
    "tatweel after a clitic": r"لـ “",
    "tatweel glued to a quote": r"لـ[”“]",
    "shadda before its vowel": "\u0651[\u064b-\u0650]",
    "shadda after its vowel": "[\u064b-\u0650]\u0651",
    "a fully vocalised passage": rf"(?:(?:{ARABIC}{MARK}*)*{MARK}(?:{ARABIC}{MARK}*)*[ ،.]*){{20}}",
    "round brackets with Arabic": rf"\({ARABIC}[^()]+\)",
    "round brackets with Latin": r"\([^()]*[A-Za-z][^()]*\)",
    "square brackets": rf"\[[^\]]*{ARABIC}[^\]]*\]",
    "braces": rf"\{{[^}}]*{ARABIC}[^}}]*\}}",
    "braces inside square brackets": r"\[[^\]]*\{[^}]*\}[^\]]*\]",
    "a numbered list": r"^1\. .+\n2\. .+\n3\. ",
    "a dashed list": r"^- .+\n- .+\n- ",
    "a bulleted list": r"^• .+\n• .+\n• ",
    "a share button": r"^Share \| ",
    "related articles": r"^(?:اقرأ أيضاً: .+|مقالات ذات صلة)$",
    "comments": r"^(?:أضف تعليقك|التعليقات \(\d+\))$",
    "an emoji family": "👨\u200d👩\u200d👧",
    "a flag": r"[\U0001f1e6-\U0001f1ff]{2}",
    "a keycap": "[0-9]\ufe0f\u20e3",
    "a skin tone": r"[\U0001f3fb-\U0001f3ff]",
    "lam-alef": r"\bلا\b",
    "lam-alef with hamza above": r"\bالأمم\b",
    "lam-lam-alef": r"\bللأمم\b",
    "lam-alef with hamza below": r"\bالإسلامية\b",
    "lam-alef with madda": r"\bالآن\b",
    "vocalised lam-alef": "لَا",
    "clitic ba before a name": r"\bبحقل الربوة\b",
    "clitic waw before a name": r"\bولواء الضفة\b",
    "clitic fa before a name": r"\bفالجيش\b",
    "clitic kaf before a name": r"\bكمدينة\b",
    "clitic lam before a name": r"\bللواء الضفة\b",
    "a claim with its attribution": r"قال .{0,20}متحدث باسم",
    "a denial": r"\b(?:و)?نف[ىت] ",
    "an Arabic comma": rf"{ARABIC}، ",
    "an Arabic semicolon": rf"{ARABIC}؛ ",
    "an Arabic question mark": rf"{ARABIC}؟",
    "a right-to-left mark": "\u200f",
    "a left-to-right mark": "\u200e",
}


@pytest.mark.parametrize("feature", FEATURES)
def test_some_article_has(feature: str) -> None:
    pattern = re.compile(FEATURES[feature], re.MULTILINE)
    assert [article for article, text in texts().items() if pattern.search(text)]


def test_one_article_has_the_line_ends_of_windows_and_the_others_none_of_them() -> None:
    crlf = [text for text in texts().values() if "\r" in text]
    assert len(crlf) == 1
    assert crlf[0].count("\r\n") == crlf[0].count("\n") == crlf[0].count("\r") > 3


def test_two_articles_contradict_each_other_about_one_event() -> None:
    about = {a: t for a, t in texts().items() if len(t.split()) < LONG and "مرفأ الغضا" in t}
    [struck] = [a for a, t in about.items() if "الناقلة المستهدفة كانت تحمل" in t]
    [denied] = [a for a, t in about.items() if "الناقلة كانت فارغة" in t]
    assert "تسعة من عناصر" in texts()[struck]
    assert "أحداً لم يُقتل" in texts()[denied]


def runs(text: str, length: int) -> list[tuple[str, ...]]:
    """Return every run of that many words, marks, tatweel and punctuation left out."""
    words = re.findall(r"\w+", re.sub(rf"{MARK}|ـ", "", text))
    return [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]


def test_nothing_is_copied_from_scraped_articles() -> None:
    if not SCRAPED.is_dir():
        pytest.skip("the scraped articles are not beside this checkout")
    theirs = {run for path in SCRAPED.glob("*.txt") for run in runs(path.read_text("utf-8"), 5)}
    assert theirs
    assert {a: found for a, t in texts().items() if (found := theirs & set(runs(t, 5)))} == {}
