"""Feeds as files: four formats to Documents, and what is broken or hostile in them by name."""

from __future__ import annotations

import json
import random
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from fuzzing import mutated
from rawi.errors import RawiError
from rawi.model import Document
from rawi.sources import Given, Notice, Refusal, documents
from rawi.sources.feeds import day_of, items, looks_like_feed
from rawi.sources.fragments import text_of
from samples import BODY, PAGE, PLAIN, TITLE, objects, run, write

HTML = "<p>" + "</p>\n<p>".join(BODY.splitlines()) + "</p><script>alert(1)</script>"
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>صحيفة المثال</title><link>https://example.org/</link>
<atom:link href="https://example.org/feed" rel="self"/><image><title>لا شيء</title></image>
<item><title>{TITLE}</title><link>https://example.org/1</link><guid isPermaLink="false">n-1</guid><dc:creator>سالم الحداد</dc:creator>
<pubDate>Sat, 23 Mar 2019 23:30:00 +0300</pubDate><description>ملخص</description>
<content:encoded><![CDATA[{HTML}]]></content:encoded></item>
<item><title>عنوان &quot;ثان&quot;</title><guid>https://example.org/2</guid>
<author>a@example.org (ليلى)</author>
<description>{PLAIN}&nbsp;</description></item></channel></rss>"""
RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>صحيفة المثال</title></channel>
<item rdf:about="https://example.org/1"><title>{TITLE}</title><link>https://example.org/1</link><description>{PLAIN}</description>
<dc:date>2019-03-23T10:00:00Z</dc:date><dc:creator>ليلى</dc:creator></item></rdf:RDF>"""
ATOM = f"""<?xml version="1.0"?><a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>صحيفة المثال</a:title><a:id>urn:x</a:id>
<a:entry><a:id>urn:1</a:id><a:title type="html">&lt;b&gt;{TITLE}&lt;/b&gt;</a:title><a:published>2019-03-23T10:00:00Z</a:published>
<a:updated>2020-01-01T00:00:00Z</a:updated><a:author><a:name>ليلى</a:name></a:author><a:link rel="self" href="https://example.org/x"/>
<a:link href="https://example.org/1"/><a:content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>{PLAIN} 3 &lt; 5</p><p>{PLAIN}</p>
</div></a:content></a:entry><a:entry><a:id>urn:2</a:id><a:title>ب</a:title><a:summary>{PLAIN} a &lt;b&gt;</a:summary></a:entry></a:feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "صحيفة المثال",
        "items": [
            {"id": "j1", "url": "https://example.org/1", "title": TITLE, "content_html": HTML,
             "date_published": "2019-03-23T10:00:00+03:00",
             "authors": [{"name": "ليلى"}]},
            {"id": 2, "content_text": PLAIN},
        ],
    },
    ensure_ascii=False, indent=1,
)  # fmt: skip
FEEDS = {"a.rss": RSS, "a.rdf": RDF, "a.atom": ATOM, "a.json": JSON}


def read(path: Path, **given: str) -> list[object]:
    return list(documents([str(path)], Given(**given)))


def test_rss(tmp_path: Path) -> None:
    first, second = read(write(tmp_path / "a.rss", RSS))
    assert first == Document("n-1", BODY, TITLE, "2019-03-23", "صحيفة المثال", "سالم الحداد", "https://example.org/1")
    assert second == Document("https://example.org/2", PLAIN, 'عنوان "ثان"', None, "صحيفة المثال", "ليلى", "https://example.org/2")


def test_rss_1_and_atom_and_json(tmp_path: Path) -> None:
    [rdf] = read(write(tmp_path / "a.rdf", RDF))
    assert rdf == Document("https://example.org/1", PLAIN, TITLE, "2019-03-23", "صحيفة المثال", "ليلى", "https://example.org/1")
    first, second = read(write(tmp_path / "a.atom", ATOM))
    assert first == Document("urn:1", f"{PLAIN} 3 < 5\n{PLAIN}", TITLE, "2019-03-23", "صحيفة المثال", "ليلى", "https://example.org/1")
    assert second == Document("urn:2", f"{PLAIN} a <b>", "ب", None, "صحيفة المثال")
    first, second = read(write(tmp_path / "a.json", JSON))
    assert first == Document("j1", BODY, TITLE, "2019-03-23", "صحيفة المثال", "ليلى", "https://example.org/1")
    assert second == Document("2", PLAIN, None, None, "صحيفة المثال")


@pytest.mark.parametrize("name", FEEDS)
def test_feeds_are_told_by_content_and_read_in_every_encoding(tmp_path: Path, name: str) -> None:
    expected = read(write(tmp_path / name, FEEDS[name]))
    for encoding in ("utf-8-sig", "utf-16", "cp1256"):
        assert read(write(tmp_path / "b.dat", FEEDS[name].encode(encoding))) == expected, encoding
    result = run("read", "-", "--format", "jsonl", stdin=FEEDS[name].encode())
    assert [o["document_id"] if "document_id" in o else o["id"] for o in objects(result)] == [d.id for d in expected]  # type: ignore[attr-defined]


def test_a_folder_leaves_other_xml_and_json_out(tmp_path: Path) -> None:
    for name, content in {**FEEDS, "a.xml": RSS, "map.xml": "<urlset/>", "package.json": "{}", "page.xml": PAGE}.items():
        write(tmp_path / name, content)
    found = read(tmp_path)
    assert [f.name for f in found if isinstance(f, Notice) and "left out" in f.message] == ["map.xml", "package.json"]
    assert [(f.name, f.error.code) for f in found if isinstance(f, Refusal)] == [("page.xml", "E120")]


@pytest.mark.parametrize("name", FEEDS)
def test_a_cut_feed_gives_its_whole_items_and_says_so(tmp_path: Path, name: str) -> None:
    data = FEEDS[name].encode()
    at = data.rindex(b"</item>" if name != "a.atom" else b"</a:entry>") if name != "a.json" else data.rindex(b"}\n ]")
    before = 0 if name == "a.rdf" else 1
    found = read(write(tmp_path / name, data[:at]))
    assert sum(isinstance(f, Document) for f in found) == before
    if before:
        assert isinstance(found[-1], Notice) and "breaks off" in found[-1].message
    else:
        assert [f.error.code for f in found if isinstance(f, Refusal)] == ["E120"]


LOL = (
    '<!DOCTYPE rss [<!ENTITY a "ههه">'
    + "".join(f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
BAD = {
    "billion laughs": (LOL + RSS[39:].replace(PLAIN, "&i;"), "E121"),
    "quadratic": ('<!DOCTYPE rss [<!ENTITY a "' + "ه" * 100_000 + '">]>' + RSS[39:].replace(PLAIN, "&a;" * 10_000), "E121"),
    "external": ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RSS[39:].replace(PLAIN, "&x;"), "E121"),
    "parameter": ('<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;]>' + RSS[39:], "E121"),
    "attlist": ('<!DOCTYPE rss [<!ATTLIST rss a CDATA "x">]>' + RSS[39:], "E121"),
    "page": (PAGE, "E120"),
    "other xml": ("<urlset><url/></urlset>", "E120"),
    "no items": ("<rss><channel><title>ا</title></channel></rss>", "E120"),
    "text": ("not a feed at all " + PLAIN, "E120"),
    "json": ('{"a": 1}', "E120"),
    "json list": ("[1]", "E120"),
    "json deep": ("[" * 100_000, "E120"),
    "deep": ("<rss>" * 100_000, "E120"),
    "empty": ("", "E101"),
    "binary": ("\x00" * 5_000, "E102"),
}


@pytest.mark.parametrize("name", BAD)
def test_hostile_and_broken_feeds_are_refused_by_name(tmp_path: Path, name: str) -> None:
    text, code = BAD[name]
    path = write(tmp_path / "a.rss", text)
    began = time.perf_counter()
    [refusal] = read(path)
    assert isinstance(refusal, Refusal) and refusal.error.code == code
    assert time.perf_counter() - began < 2
    result = run("read", path)
    assert code in result.stderr and result.exit_code == 65


def test_a_doctype_without_declarations_is_harmless(tmp_path: Path) -> None:
    text = '<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//N//DTD" "http://127.0.0.1:1/rss.dtd">' + RSS[39:].replace(
        PLAIN, PLAIN + " &unknown;"
    )
    found = read(write(tmp_path / "a.xml", text))
    assert [d.text for d in found if isinstance(d, Document)] == [BODY, PLAIN + " &unknown;"]


def test_common_faults_are_lived_with(tmp_path: Path) -> None:
    text = RSS.replace("https://example.org/1<", "https://example.org/1?a=1&b=2<").replace(PLAIN, PLAIN + "\x0b&#8;")
    first, second = read(write(tmp_path / "a.rss", text))
    assert isinstance(first, Document) and first.url == "https://example.org/1?a=1&b=2" and first.text == BODY
    assert isinstance(second, Document) and second.text == PLAIN + "\ufffd\ufffd"


def test_wrong_dates_ids_given_twice_and_items_without_arabic(tmp_path: Path) -> None:
    text = RSS.replace("Sat, 23 Mar 2019 23:30:00 +0300", "السبت 23 مارس").replace("https://example.org/2</guid>", "n-1</guid>")
    text = text.replace("</channel>", "<item><title>English</title></item><item></item></channel>")
    found = read(write(tmp_path / "a.rss", text))
    assert [type(f).__name__ for f in found] == ["Notice", "Document", "Notice", "Document", "Refusal", "Refusal"]
    assert [f.id for f in found if isinstance(f, Document)] == ["n-1", "a.rss:2"]
    assert [(f.name, f.error.code) for f in found if isinstance(f, Refusal)] == [("a.rss:3", "E103"), ("a.rss:4", "E101")]


def test_items_of_json_with_wrong_types_are_refused_alone(tmp_path: Path) -> None:
    data = json.loads(JSON)
    data["items"] += [5, {"content_html": 5}, {"title": ["x"]}, {"id": "ok", "content_text": PLAIN, "authors": "x", "url": 5}]
    found = read(write(tmp_path / "a.json", json.dumps(data)))
    assert [type(f).__name__ for f in found] == ["Document", "Document", "Refusal", "Refusal", "Refusal", "Document"]


def test_days() -> None:
    for value, day in {
        "Sat, 23 Mar 2019 23:30:00 +0300": "2019-03-23", "23 Mar 2019 10:00 GMT": "2019-03-23", "2019-03-23": "2019-03-23",
        "2019-03-23T23:59:59-11:00": "2019-03-23", "nonsense": "nonsense", "2019-03-2": "2019-03-2",
    }.items():  # fmt: skip
        assert day_of(value) == day


def test_markup_to_text() -> None:
    assert text_of("<p>أ<br>ب</p>ج<style>x</style><div>د &amp; ه</div>") == "أ\nب\nج\nد & ه"
    assert text_of("&lt;p&gt;أ&lt;/p&gt;&lt;p&gt;ب&lt;/p&gt;") == "أ\nب"
    assert text_of(f"<p>{PLAIN}</p><p>The post <a>x</a> appeared first on <a>y</a>.</p>") == PLAIN
    assert text_of(f"<p>{PLAIN}</p><p>ظهرت المقالة س أولاً على ص.</p>") == PLAIN
    for hostile in ("<div>" * 100_000 + PLAIN, "<p " + "a='1' " * 100_000 + f">{PLAIN}", "<!--" * 50_000, "&" * 100_000, "<" * 200_000):
        began = time.perf_counter()
        try:
            text_of(hostile)
        except RawiError as error:
            assert error.code in ("E107", "E120")
        assert time.perf_counter() - began < 5


def test_prologues_made_to_be_slow() -> None:
    began = time.perf_counter()
    assert not looks_like_feed("<!---->" * 550 + "x")
    assert run("read", "-", stdin="<!---->" * 550 + PLAIN).exit_code == 0
    assert time.perf_counter() - began < 5


def test_a_large_feed_in_bounded_time_and_memory(tmp_path: Path) -> None:
    one = f"<item><title>{TITLE}</title><description>{PLAIN}</description></item>"
    path = write(tmp_path / "a.rss", f"<rss><channel><title>ا</title>{one * 8_000}</channel></rss>")
    tracemalloc.start()
    began = time.perf_counter()
    assert sum(isinstance(f, Document) for f in read(path)) == 8_000
    assert time.perf_counter() - began < 30 and tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_without_the_extra_markup_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml.html", None)
    found = read(write(tmp_path / "a.rss", RSS))
    assert isinstance(found[-1], Refusal) and found[-1].error.code == "E203"


@pytest.mark.parametrize("name", FEEDS)
def test_two_thousand_mutations(name: str) -> None:
    chance, data = random.Random(f"feed {name}"), FEEDS[name].encode()
    slowest = 0.0
    for _ in range(2_000):
        text = mutated(data, chance).decode("utf-8", "replace").replace("\x00", "\ufffd")
        began = time.perf_counter()
        try:
            list(items(text, name, Given()))
        except RawiError as error:
            assert error.code in ("E107", "E120", "E121")
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 5
