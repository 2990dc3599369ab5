"""A sample of every format: the file, and the articles in it. A new format adds its own here."""

from __future__ import annotations

from typing import Any, NamedTuple

from annotator.model import IncomingSpan


class Sample(NamedTuple):
    format: str
    file: str
    data: bytes
    articles: tuple[dict[str, Any], ...]
    line: int = 1
    """Where the text of the first article begins in the file."""
    beside: tuple[tuple[str, bytes], ...] = ()
    """Files that are read with it, by their endings."""


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
        "json",
        "export.json",
        (
            '{"version": 2, "examples": [{"id": "n-1", "content": "أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\\r\\n'
            'ولم تُسجَّل إصابات.\\n", "annotations": [{"start": 6, "end": 17, "tag": "actor", "value": "مصادر محلية", '
            '"correct": true}]},\n{"id": 12, "content": "وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة.", '
            '"annotations": [{"start": 45, "end": 49, "tag": "claim", "value": "وصلت"}], "desk": 4}]}'
        ).encode(),
        (
            {
                "id": "n-1",
                "text": FIRST,
                "spans": (IncomingSpan(start=6, end=17, label="actor"),),
                "lost": {
                    "fields 'correct' of spans": 1,
                    "fields of the document beside its articles (version)": 1,
                },
                "notes": (
                    "read the articles in examples",
                    "read content as text, annotations as spans, tag as label (--fields says otherwise)",
                ),
                "line": 1,
            },
            {
                "id": "12",
                "text": SECOND,
                "metadata": {"desk": 4},
                "spans": (IncomingSpan(start=44, end=48, label="claim"),),
                "notes": (
                    "read content as text, annotations as spans, tag as label (--fields says otherwise)",
                    "read offsets as UTF-16 units where the texts of spans fit these (--offsets says otherwise)",
                ),
                "line": 2,
            },
        ),
    ),
    Sample(
        "doccano",
        "doccano.jsonl",
        (
            '{"id": "n-1", "text": "أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\\r\\nولم تُسجَّل إصابات.\\n", '
            '"title": "قذيفتان", "label": [[6, 17, "actor"], [36, 46, "location"]], "Comments": ["راجع"]}\n'
            '{"id": 12, "text": "وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة.", '
            '"entities": [{"id": 1, "start_offset": 44, "end_offset": 48, "label": "claim"}], "relations": [], "desk": 4}'
        ).encode(),
        (
            {
                "id": "n-1",
                "text": FIRST,
                "title": "قذيفتان",
                "spans": (
                    IncomingSpan(start=6, end=17, label="actor"),
                    IncomingSpan(start=36, end=46, label="location"),
                ),
                "lost": {"comments": 1},
                "line": 1,
            },
            {
                "id": "12",
                "text": SECOND,
                "metadata": {"desk": 4},
                "spans": (IncomingSpan(start=44, end=48, label="claim"),),
                "lost": {"ids and times of spans": 1},
                "notes": (
                    "read offsets after characters such as emoji as code points (--offsets says otherwise)",
                ),
                "line": 2,
            },
        ),
    ),
    Sample(
        "label-studio",
        "tasks.json",
        (
            '[{"id": 7, "annotations": [{"id": 1, "completed_by": {"id": 2, "email": "huda@example.org"}, '
            '"was_cancelled": false, "result": [{"value": {"start": 6, "end": 17, "text": "مصادر محلية", '
            '"labels": ["actor"]}, "id": "x1", "from_name": "label", "to_name": "text", "type": "labels"}]}], '
            '"data": {"text": "أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\\r\\nولم تُسجَّل إصابات.\\n", "desk": 4}},\n'
            '{"id": 12, "annotations": [{"id": 2, "completed_by": 3, "was_cancelled": false, "result": ['
            '{"value": {"start": 45, "end": 49, "labels": ["claim"]}, "id": "x2", "from_name": "label", '
            '"to_name": "text", "type": "labels"}]}], "predictions": [{"result": []}], '
            '"data": {"text": "وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة."}}]\n'
        ).encode(),
        (
            {
                "id": "7",
                "text": FIRST,
                "metadata": {"desk": 4},
                "spans": (IncomingSpan(start=6, end=17, label="actor", annotator="huda@example.org"),),
                "lost": {"ids, times and counts of annotations": 1, "ids and times of spans": 1},
                "line": 1,
            },
            {
                "id": "12",
                "text": SECOND,
                "spans": (IncomingSpan(start=44, end=48, label="claim", annotator="3"),),
                "lost": {
                    "ids, times and counts of annotations": 1,
                    "ids and times of spans": 1,
                    "predictions": 1,
                },
                "notes": (
                    "Label Studio's offsets after characters such as emoji were read as UTF-16 units, because the regions "
                    "don't have their texts: say --offsets code-points where they come from version 1.4 or newer",
                ),
                "line": 2,
            },
        ),
    ),
    Sample(
        "prodigy",
        "prodigy.jsonl",
        (
            '{"text": "أفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية.\\r\\nولم تُسجَّل إصابات.\\n", "_input_hash": -7, '
            '"_task_hash": 8, "tokens": [{"text": "أفادت", "start": 0, "end": 5, "id": 0, "ws": true}], '
            '"spans": [{"start": 6, "end": 17, "token_start": 1, "token_end": 2, "label": "actor"}], '
            '"answer": "accept", "_annotator_id": "news-huda", "_session_id": "news-huda"}\n'
            '{"text": "وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\u2028بعد ساعة.", '
            '"spans": [{"start": 44, "end": 48, "label": "claim"}], "answer": "reject", "_input_hash": 9}'
        ).encode(),
        (
            {
                "text": FIRST,
                "metadata": {"_input_hash": -7, "_task_hash": 8},
                "spans": (IncomingSpan(start=6, end=17, label="actor", annotator="news-huda"),),
                "line": 1,
            },
            {
                "text": SECOND,
                "metadata": {"_input_hash": 9},
                "lost": {"answers that reject": 1, "spans of answers that were not accepted": 1},
                "line": 2,
            },
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
            "# sent_id = n-12\n"
            "# text = وقال شاهد: «رأيت الدخان من بعيد»، ثم أضاف 🚑 وصلت\\u2028بعد ساعة.\n"
            "وقال O\nشاهد S-actor\n: O\n« O\nرأيت B-claim\nالدخان I-claim\nمن I-claim\nبعيد E-claim\n» O\n، O\n"
            "ثم O\nأضاف O\n🚑 O\nوصلت O\nبعد O\nساعة O\n. O"
        ).encode(),
        (
            {
                "text": FIRST,
                "line": 1,
                "lost": {
                    "tokens that can't be told from the text": 2,
                    "sentences of which an export makes several": 1,
                },
                "metadata": {"file": "news.conll"},
                "notes": (
                    "no documents are marked, so each sentence is an article, and equal sentences are one; --article 20 takes twenty "
                    "sentences as one, --article file all of a file",
                ),
                "spans": (
                    IncomingSpan(start=6, end=17, label="actor"),
                    IncomingSpan(start=24, end=31, label="weapon"),
                    IncomingSpan(start=36, end=46, label="location"),
                    IncomingSpan(start=40, end=46, label="location"),
                ),
            },
            {
                "id": "n-12",
                "text": SECOND,
                "line": 19,
                "lost": {"sentences of which an export makes several": 1},
                "metadata": {"file": "news.conll"},
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
    Sample(
        "brat",
        "news.ann",
        (
            "T1\tclaim 0 47;49 67\tأفادت مصادر محلية بسقوط قذيفتين قرب سوق القرية. ولم تُسجَّل إصابات\n"
            "T2\tlocation 36 46\tسوق القرية\nR1\tin Arg1:T1 Arg2:T2\n"
        ).encode(),
        (
            {
                "text": FIRST,
                "spans": (
                    IncomingSpan(start=0, end=67, label="claim"),
                    IncomingSpan(start=36, end=46, label="location"),
                ),
                "lost": {"relations between spans": 1},
            },
        ),
        beside=((".txt", FIRST.encode()),),
    ),
    Sample(
        "webanno",
        "news.tsv",
        (
            "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|value\n\n\n"
            "#Text=وقال شاهد: «رأيت الدخان 🚑 قرب القرية\\r\n#Text=بعد ساعة.\n"
            "1-1\t0-4\tوقال\t_\t\n1-2\t5-9\tشاهد\tactor\t\n1-3\t24-26\t🚑\tclaim[1]\t\n"
            "1-4\t27-30\tقرب\tclaim[1]\t\n1-5\t31-37\tالقرية\t_\t\n1-5.1\t33-37\tقرية\tlocation\t\n"
        ).encode(),
        (
            {
                "text": "وقال شاهد: «رأيت الدخان 🚑 قرب القرية\r\nبعد ساعة.",
                "spans": (
                    IncomingSpan(start=5, end=9, label="actor"),
                    IncomingSpan(start=24, end=29, label="claim"),
                    IncomingSpan(start=32, end=36, label="location"),
                ),
            },
        ),
        line=5,
    ),
)
