"""Pages that stand in an article's place are refused by kind; articles that use the same words are not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

# ruff: noqa: E501  (a page a line reads best)
from rawi.errors import NoArticle, RawiError
from rawi.sources.html import page_of
from rawi.sources.substitutes import kinds, substitute
from samples import PAGE, PLAIN

NEWS = Path(__file__).parents[2] / "shared" / "samples" / "news-2015-07.jsonl.gz"
STUB = "<p>قال مسؤولون إن القصف استمر ثلاث ساعات وإن البلدة خلت من سكانها.</p><p>وتحدث سكان عن نقص في الدواء.</p>"


def html(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title} | صحيفة المثال</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("kind", "markup"),
    [
        ("not found", html("الصفحة غير موجودة", "<h1>٤٠٤</h1><p>عذراً، الصفحة التي تبحث عنها غير موجودة.</p><a href='/'>الرئيسية</a>")),
        ("not found", html("404 Not Found", "<h1>404 - Page not found</h1><p>The page you are looking for might have been removed.</p>")),
        ("not found", html("خطأ 404", f"<h1>خطأ 404</h1><div><h2>الأكثر قراءة</h2>{''.join(f'<p>{PLAIN}</p>' for _ in range(6))}</div>")),
        ("not found", html("خبر", "<h1>خبر</h1><p>تم حذف هذا الخبر.</p>")),
        ("error of the server", html("503 Service Unavailable", "<h1>Service Unavailable</h1><p>The server is temporarily unable to service your request.</p>")),
        ("error of the server", html("صيانة", "<h1>الموقع تحت الصيانة</h1><p>نعتذر، الموقع قيد الصيانة حالياً.</p>")),
        ("for subscribers", html("قصف على بلدة", f"<article><h1>قصف على بلدة</h1>{STUB}<p>للمشتركين فقط</p></article>")),
        ("for subscribers", html("قصف على بلدة", f"<article><h1>قصف على بلدة</h1>{STUB}<p>اشترك الآن لمتابعة القراءة</p></article>")),
        ("for subscribers", html("قصف على بلدة", f"<article><h1>قصف</h1>{STUB}</article><div class='Paywall'>هذا المقال متاح للمشتركين فقط. لديك اشتراك؟</div>")),
        ("for subscribers", html("قصف على بلدة", f"<article><h1>قصف</h1>{STUB}<p>Subscribe to continue reading</p></article>")),
        ("consent", html("قبل المتابعة", "<p>نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين معلومات على جهازك.</p><p>قبول الكل</p><p>رفض الكل</p>")),
        ("consent", html("المثال", "<p>نحن نهتم بخصوصيتك</p><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك.</p><button>قبول الجميع</button>")),
        ("check of the browser", html("Just a moment...", "<p>Checking your browser before accessing example.org.</p><p>This process is automatic.</p>")),
        ("check of the browser", html("لحظة من فضلك", "<p>يرجى تفعيل جافا سكريبت والتحقق من أنك إنسان للمتابعة.</p>")),
        ("check of the browser", html("example.org", "<div id=\"challenge-error-text\"></div><script>window._cf_chl_opt={}</script>")),
    ],
)  # fmt: skip
def test_what_is_no_article(kind: str, markup: str) -> None:
    with pytest.raises(NoArticle, match=kind):
        page_of(markup)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("شركة اتصالات تطلق خدمة", "أعلنت الشركة أن الخدمة الجديدة ستكون متاحة للمشتركين فقط في المدن الكبرى ابتداء من الشهر المقبل."),
        (
            "موقع الوزارة",
            "قال ناشطون إن موقع الوزارة ظهرت عليه عبارة «الصفحة غير موجودة» بعد حذف البيان، ونفت الوزارة ذلك في اليوم التالي.",
        ),
        (
            "قانون جديد",
            "يلزم القانون الجديد المواقع بطلب موافقة الزوار على ملفات تعريف الارتباط، بحسب وزير الاتصالات الذي تحدث أمام البرلمان أمس.",
        ),
        (
            "هجوم إلكتروني",
            "تعرض الموقع لهجوم حجب الخدمة، وقال مديره إن الخدمة غير متوفرة حاليا في ثلاث مدن وإن المهندسين يعملون على إعادتها.",
        ),
        ("قصف على بلدة", "\n".join([PLAIN] * 20 + ["اشترك لمتابعة القراءة", "نستخدم ملفات تعريف الارتباط", "قبول الكل"])),
        ("قصف على بلدة", "\n".join([PLAIN] * 8 + ["نستخدم ملفات تعريف الارتباط في هذا الموقع.", "قبول الكل", "سياسة الخصوصية"])),
        ("404 قتيلا في شهر", PLAIN),
        ("خبر عاجل", PLAIN),
    ],
)
def test_articles_that_use_such_words(title: str, text: str) -> None:
    assert substitute([title], text) is None


def test_the_page_of_the_other_tests_is_an_article() -> None:
    assert page_of(PAGE).title


def test_every_phrase_of_every_kind_works() -> None:
    for kind in kinds():
        for phrase in kind.titles:
            assert substitute([phrase], "") is not None, phrase
        for phrase in (*kind.lines, *kind.alone):
            assert substitute([], phrase) is not None or kind.least > 1, phrase
        for mark in kind.marks:
            assert substitute([], "", f"<html>{mark}</html>") is not None, mark


@pytest.mark.skipif(not NEWS.is_file(), reason=f"needs {NEWS.name}, which is not here")
def test_no_article_of_a_month_of_news_is_refused_whole_or_cut_short() -> None:
    refused: list[str] = []
    with gzip.open(NEWS, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            texts = (row["text"], row["text"][:600])
            refused += [row["title"] for text in texts if substitute([row.get("title") or ""], text)]
    assert refused == []


def test_hostile_pages_take_no_time() -> None:
    for text in ("للمشتركين فقط. " * 100_000, "." * 1_000_000, "الصفحة " * 100_000):
        substitute(["404"] * 10, text)
    with pytest.raises(RawiError):
        page_of(html("404", "<p>" * 5_000))
