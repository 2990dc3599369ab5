"""A sample of every format: the file, and the articles in it. A new format adds its own here."""

from __future__ import annotations

from typing import Any, NamedTuple

from annotator.model import IncomingSpan


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
    Sample(
        "conll",
        "news.conll",
        (
            "# text = أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\\r\\nولم تُسجَّل إصابات.\n"
            "# spaces_after = \\n\n"
            "أفادت O\nمصادر\tB-actor\nمحلية\tI-actor\nب O\nسقوط O\nقذيفتين B-weapon\nقرب O\n"
            "سوق B-location O\nالقرية I-location B-location\n. O\nولم O\nتُسجَّل O\nإصابات O\n. O\n"
            "\r\n \n"
            "# sent_id = 12\n"
            "# text = وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\\u2028بعد ساعة.\n"
            "وقال O\nشاهد S-actor\n: O\n« O\nرأيت B-claim\nالدخان I-claim\nمن I-claim\nبعيد E-claim\n» O\n، O\n"
            "ثم O\nأضاف O\n🚑 O\nوصلت O\nبعد O\nساعة O\n. O"
        ).encode(),
        (
            {
                "text": FIRST,
                "line": 1,
                "spans": (
                    IncomingSpan(start=6, end=17, label="actor"),
                    IncomingSpan(start=24, end=31, label="weapon"),
                    IncomingSpan(start=36, end=46, label="location"),
                    IncomingSpan(start=40, end=46, label="location"),
                ),
            },
            {
                "id": "12",
                "text": SECOND,
                "line": 19,
                "spans": (
                    IncomingSpan(start=5, end=9, label="actor"),
                    IncomingSpan(start=12, end=31, label="claim"),
                ),
            },
        ),
    ),
    Sample(
        "cas-json",
        "news.json",
        (
            '{"%TYPES": {}, "%FEATURE_STRUCTURES": [{"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, '
            '"sofaID": "_InitialView", "mimeType": "text", "sofaString": '
            '"أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\\r\\nولم تُسجَّل إصابات.\\n"}], '
            '"%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": []}}}'
        ).encode(),
        ({"text": FIRST},),
    ),
    Sample(
        "cas-xmi",
        "news.xmi",
        (
            '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
            'xmlns:cas="http:///uima/cas.ecore" '
            'xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0">'
            '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="'
            'وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة. القرية&#13;&#10;"/>'
            '<ner:NamedEntity xmi:id="2" sofa="1" begin="60" end="66" value="LOC"/>'
            '<cas:View sofa="1" members="2"/></xmi:XMI>'
        ).encode(),
        (
            {
                "text": f"{SECOND} القرية\r\n",
                "spans": (IncomingSpan(start=59, end=65, label="LOC"),),
            },
        ),
    ),
)
