"""Articles that try a page: hostile, without claims, long. All texts are invented; characters that cannot be seen stand as escapes."""

from __future__ import annotations

from typing import Any

RLO, PDF, RLI, PDI, RLM = "\u202e", "\u202c", "\u2067", "\u2069", "\u200f"
ZWSP, ZWNJ, ZWJ, PRIVATE = "\u200b", "\u200c", "\u200d", "\ue123"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FIRE = "\U0001f525"
SHADDA_FATHA = "\u0651\u064e"
SCRIPT = (
    "<script>window.harmed=1</script><img src=x onerror=window.harmed=1><svg onload=window.harmed=1></svg>"
    '<a href="javascript:window.harmed=1">x</a>'
)
VOICES = (
    "ونقلت وكالة رويترز عن مصدر أمني قوله إن القوات سيطرت على بلدة الرستن بعد اشتباكات عنيفة مع المسلحين. "
    "وقال المتحدث باسم الجيش العقيد نادر الصالح إن الطيران قصف مواقع المسلحين في حلب أمس، ما أدى إلى مقتل 12 مسلحا وإصابة 7 آخرين."
)
HOSTILE: dict[str, Any] = {
    "id": "hostile", "outlet": f"<b>صحيفة</b>{SCRIPT}", "author": f"javascript:window.harmed=1 {SCRIPT}", "published": "2020-03-01",
    "url": "javascript:window.harmed=1//", "title": "قصف طيران مجهول بلدة النخيل <script>window.harmed=1</script>",
    "text": (
        f"{VOICES * 5}\r\nقصف طيران مجهول أمس بلدة النخيل. {SCRIPT}\r\n"
        "</p></article></main><style>*{display:none}</style> {{7*7}}"
    ),
}  # fmt: skip
UNSEEN: dict[str, Any] = {
    "id": "unseen", "outlet": "الراصد", "published": "2020-03-02", "title": f"مقتل {RLO}5{PDF} أشخاص في {RLI}قصف{PDI} {RLM}على حلب",
    "text": (
        f"قالت {RLO}وزارة الدفاع{PDF} إن الطيران قصف{RLM} حلب أمس وقتل 5 أشخاص {FIRE}{FAMILY} abc 123 وأصاب ٧ آخرين.\r\n"
        f"و{ZWSP}قا{RLM}لت مصادر أمنية إن الجيش انسحب من البلدة {PRIVATE}.\r"
        f"وأك{SHADDA_FATHA}د المتحد\u0650ث باسم الجيش أن قواته سيطرت على مطار حلب، وقا{ZWJ}ل مي{ZWNJ}خواهم{chr(0x651) * 30} نعم.\n\n\n"
        "English only line: the army said 5 people were killed.\n"
        "تم اعتقال 4 أشخاص في دمشق، بحسب رويترز."
    ),
}  # fmt: skip
VOICED: dict[str, Any] = {
    "id": "voiced", "outlet": "صحيفة السهل", "author": "سالم الحداد", "published": "2015-07-20", "title": "رواية اليوم",
    "url": "https://example.org/voiced",
    "text": (
        "قصف الطيران بلدة النخيل أمس. "
        "ونقلت وكالة رويترز عن المتحدث باسم الجيش العقيد نادر الصالح قوله إن «القوات سيطرت على بلدة الرستن».\n"
        "وقالت مصادر أمنية إن الجيش انسحب من حلب. "
        "ونفت وزارة الدفاع مقتل ثلاثة جنود في عدن."
    ),
}  # fmt: skip
EMPTY: dict[str, Any] = {
    "id": "empty", "outlet": "الراصد", "published": "2020-03-04", "title": "طقس معتدل غدا",
    "text": "يكون الطقس غدا معتدلا في عموم البلاد، مع رياح خفيفة.",
}  # fmt: skip


def long_article(size: int) -> dict[str, Any]:
    """An article of at least so many bytes in UTF-8, one paragraph in four with claims."""
    plain = "ويعيش سكان المدينة أوضاعا صعبة منذ سنوات، وتشح المياه والكهرباء في أحياء كثيرة منها، والأسواق شبه خالية من الناس. " * 3
    text, n = "", 0
    while len(text.encode()) < size:
        block = "\n".join((VOICES, plain, plain, plain))
        text, n = f"{text}{block * 20}\n", n + 1
    return {"id": "long", "outlet": "الراصد", "published": "2020-03-03", "title": "تقرير طويل", "text": text}
