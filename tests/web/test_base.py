"""What holds for every page: the guard, the headers, preferences, errors in one shape."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from browsing import axe_faults
from playwright.sync_api import Page, expect

from rawi.web.languages import LANGUAGES, messages
from rawi.web.pages.home import own_path

Open = Callable[..., Page]


def test_another_name_is_refused(address: str) -> None:
    for host in ("evil.example", "evil.example:8484", "127.0.0.1.evil.example", "a@127.0.0.1", ""):
        answer = httpx.get(address + "/", headers={"Host": host})
        assert answer.status_code in (400, 421), host
    answer = httpx.get(address + "/api/x", headers={"Host": "evil.example"})
    assert answer.json()["error"]["code"] == "E701"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}],
)
def test_another_site_changes_nothing(address: str, headers: dict[str, str]) -> None:
    answer = httpx.post(address + "/preferences", data={"language": "en"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "E702"
    assert "set-cookie" not in answer.headers


def test_another_site_reads_nothing(address: str) -> None:
    asked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    assert httpx.get(address + "/", headers=asked).status_code == 403
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert httpx.get(address + "/", headers=visit).status_code == 200


def test_headers(address: str) -> None:
    for path in ("/", "/nowhere", "/static/main.js"):
        headers = httpx.get(address + path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_large_requests_are_refused(address: str) -> None:
    answer = httpx.post(address + "/preferences", content=b"x" * 1_000_001, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "E706"

    def pieces() -> object:
        for _ in range(20):
            yield b"x" * 100_000

    answer = httpx.post(address + "/preferences", content=pieces(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413


def test_errors_have_one_shape(address: str) -> None:
    answer = httpx.get(address + "/api/nowhere")
    assert answer.status_code == 404
    assert set(answer.json()["error"]) == {"code", "name", "message", "hint"}
    shown = httpx.get(address + "/nowhere", headers={"Accept": "text/html"})
    assert shown.status_code == 404
    assert "E707" in shown.text


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "/\\evil.example", "http://evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)", ""],
)
def test_nobody_is_sent_elsewhere(address: str, elsewhere: str) -> None:
    answer = httpx.post(address + "/preferences", data={"theme": "dark", "back": elsewhere})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert own_path("/search?words=x") == "/search?words=x"


def test_every_message_is_in_every_language() -> None:
    for key, entry in messages().items():
        assert set(entry) == set(LANGUAGES), key
        for language, text in entry.items():
            assert text, key
            if isinstance(text, dict):
                assert "other" in text, (key, language)


def test_preferences_are_kept(address: str, open_page: Open) -> None:
    page = open_page(address + "/", language="ar")
    assert page.get_attribute("html", "dir") == "rtl"
    page.click("details.preferences summary")
    page.select_option("select[name=language]", "en")
    page.select_option("select[name=digits]", "arab")
    page.click("details.preferences button")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("html")).to_have_attribute("data-digits", "arab")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_home_is_accessible(address: str, open_page: Open, language: str, theme: str) -> None:
    page = open_page(address + "/", language=language, theme=theme, width=360)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_keys(address: str, open_page: Open) -> None:
    page = open_page(address + "/", language="ar")
    page.keyboard.press("Shift+?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
