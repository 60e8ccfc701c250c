"""Rewrites the golden exports; with --readings also the readings that they are made from.

The readings are frozen in readings.jsonl, so that the exports are tested and not the reader: a change of the lexicon leaves them alone.
`PYTHONPATH=tests python tests/golden/build.py [--readings]`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import rawi
from frozen import FORMATS, exported

HERE = Path(__file__).parent
TEXTS = (
    ("square", "احتجاج في الدار البيضاء", "2021-06-10", "صحيفة المثال", "https://example.org/أخبار/2",
     "تظاهر مئات العمال في الدار البيضاء يوم الاثنين. وقالت الشرطة المغربية إنها اعتقلت ثلاثة متظاهرين."),
    ("town", None, "2019-07-22", "وكالة المثال", None,
     "قصفت الطائرات الحربية بلدة معرة النعمان في محافظة إدلب أمس، مما أدى إلى مقتل 12 مدنيا على الأقل،"
     " بحسب ما قال المتحدث باسم الدفاع المدني."
     " ونفى الجيش السوري قصف البلدة. واندلعت اشتباكات بين الجيش السوري والمسلحين في حلب الأسبوع الماضي قتل فيها خمسة جنود."),
    ("plan", "خطة", "2020-02-05", None, None,
     "قال وزير الدفاع في مقابلة إن القوات ستنسحب من المدينة الشهر المقبل. وأعلن المسلحون السيطرة على قرية في ريف حماة في يناير 2020."),
)  # fmt: skip


def _bare(value: Any) -> Any:
    """Without reasons, which no export reads."""
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in ("why", "quantities")}
    return [_bare(v) for v in value] if isinstance(value, list) else value


def freeze() -> None:
    """Reads the texts with the reader of today."""
    from rawi.lexicon import load
    from rawi.model import Document
    from rawi.pipeline import read_document

    example = (HERE.parent.parent / "examples" / "wire-in-op-ed.txt").read_text("utf-8")
    documents = [Document("wire-in-op-ed.txt", example, published="2023-03-15")]
    documents += [Document(n, text, title, day, outlet, url=url) for n, title, day, outlet, url, text in TEXTS]
    lexicon = load(None)
    lines = [json.dumps(_bare(read_document(d, lexicon).to_json()), ensure_ascii=False) for d in documents]
    (HERE / "readings.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    print(f"rawi {rawi.__version__}")
    if "--readings" in sys.argv:
        freeze()
    for name in FORMATS:
        (HERE / name).write_bytes(exported(name).encode("utf-8"))
