"""A sample of every format: the file, and the articles in it. A new format adds its own here."""

from __future__ import annotations

from typing import Any, NamedTuple


class Sample(NamedTuple):
    format: str
    file: str
    data: bytes
    articles: tuple[dict[str, Any], ...]


FIRST = "أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\r\nولم تُسجَّل إصابات.\n"
SECOND = "وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة."

SAMPLES = (
    Sample("txt", "first.txt", FIRST.encode(), ({"text": FIRST},)),
    Sample(
        "jsonl",
        "news.jsonl",
        (
            '{"id": "n-1", "text": "أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\\r\\nولم تُسجَّل إصابات.\\n", '
            '"title": "قذيفتان", "date": "2026-02-03", "source": "وكالة الضفة", "url": "https://example.org/1", '
            '"desk": {"team": 4}}\n'
            '{"id": 12, "text": "وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة.", "date": null}'
        ).encode(),
        (
            {
                "id": "n-1",
                "text": FIRST,
                "title": "قذيفتان",
                "date": "2026-02-03",
                "source": "وكالة الضفة",
                "url": "https://example.org/1",
                "metadata": {"desk": {"team": 4}},
                "line": 1,
            },
            {"id": "12", "text": SECOND, "line": 2},
        ),
    ),
    Sample(
        "csv",
        "news.csv",
        (
            "Id,TEXT,title,date,source,url,desk\r\n"
            'n-1,"أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\r\nولم تُسجَّل إصابات.\n",'
            "قذيفتان,2026-02-03,وكالة الضفة,https://example.org/1,\r\n"
            "\r\n"
            "12,وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة.,,,,,4\r\n"
        ).encode(),
        (
            {
                "id": "n-1",
                "text": FIRST,
                "title": "قذيفتان",
                "date": "2026-02-03",
                "source": "وكالة الضفة",
                "url": "https://example.org/1",
                "metadata": {"desk": ""},
                "line": 2,
            },
            {"id": "12", "text": SECOND, "metadata": {"desk": "4"}, "line": 6},
        ),
    ),
)
