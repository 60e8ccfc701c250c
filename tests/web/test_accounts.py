"""A workbench that serves others: accounts, sessions, roles, tokens, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from browsing import axe_faults
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from serving import served

from rawi.archive.databases import Location, parsed
from rawi.archive.store import Store
from rawi.cli import main
from rawi.errors import BadRequest, NeedsAccounts
from rawi.web import accounts
from rawi.web.running import check
from rawi.web.settings import Settings

PASSWORD = "سبعة أبواب خضراء"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def made(archive: Path, name: str, role: str) -> None:
    done = CliRunner().invoke(main, ["user", "add", str(archive), name, "--role", role, "--password-stdin"], input=PASSWORD + "\n")
    assert done.exit_code == 0, done.output


@contextmanager
def for_others(archive: Path, **given: object) -> Iterator[str]:
    """A workbench that demands accounts. It listens at all addresses, as one for others does."""
    with served(Settings(archive, host="0.0.0.0", port=0, **given)) as address:
        yield address


@pytest.fixture
def peopled(own_archive: Path) -> Path:
    for name, role in (("layla", "admin"), ("samir", "reviewer"), ("reem", "reader")):
        made(own_archive, name, role)
    return own_archive


def signed(address: str, name: str, password: str = PASSWORD) -> httpx.Client:
    client = httpx.Client(base_url=address)
    answer = client.post("/sign-in", data={"name": name, "password": password})
    assert answer.status_code == 303, answer.text
    return client


def test_serving_others_demands_accounts(own_archive: Path) -> None:
    with pytest.raises(NeedsAccounts):
        check(Settings(own_archive, host="0.0.0.0"))
    done = CliRunner().invoke(main, ["serve", str(own_archive), "--host", "0.0.0.0", "--port", "0"])
    assert (done.exit_code, "E711" in done.output) == (78, True)
    made(own_archive, "layla", "admin")
    check(Settings(own_archive, host="0.0.0.0"))


def test_nothing_is_shown_before_signing_in(peopled: Path) -> None:
    with for_others(peopled) as address:
        for path in ("/", "/account", "/users"):
            assert httpx.get(address + path).status_code == 401, path
            shown = httpx.get(address + path, headers={"Accept": "text/html"})
            assert shown.status_code == 303, path
            assert shown.headers["location"].startswith("/sign-in?back="), path
        assert httpx.get(address + "/api/openapi.json").status_code == 401
        assert httpx.get(address + "/health").status_code == 200
        part = httpx.get(address + "/", headers={"Accept": "text/html", "HX-Request": "true"})
        assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in")


def test_sign_in_and_out(peopled: Path) -> None:
    with for_others(peopled) as address:
        client = signed(address, "reem")
        cookie = client.cookies.get("rawi_session")
        assert cookie
        assert client.get("/").status_code == 200
        client.post("/sign-out")
        assert httpx.get(address + "/", cookies={"rawi_session": cookie}).status_code == 401  # the session too is over
        wrong = httpx.post(address + "/sign-in", data={"name": "reem", "password": "x" * 20})
        assert wrong.status_code == 401
        assert "set-cookie" not in wrong.headers
        nobody = httpx.post(address + "/sign-in", data={"name": "nobody", "password": PASSWORD})
        assert nobody.text.replace("nobody", "") == wrong.text.replace("reem", "")


def test_guessing_is_slowed_down(peopled: Path) -> None:
    with for_others(peopled) as address:
        answers = [httpx.post(address + "/sign-in", data={"name": "reem", "password": f"guess number {n}"}) for n in range(7)]
        assert [a.status_code for a in answers] == [401] * 5 + [429] * 2
        assert answers[-1].json()["error"]["code"] == "E705"
        assert answers[-1].headers["retry-after"] == "60"


def test_requests_are_limited_where_others_are_served(peopled: Path) -> None:
    with for_others(peopled) as address, httpx.Client(base_url=address) as client:
        codes = [client.get("/health").status_code for _ in range(605)]
        assert codes[:600] == [200] * 600
        assert codes[-1] == 429


def test_roles(peopled: Path) -> None:
    with for_others(peopled) as address:
        for name in ("reem", "samir"):
            client = signed(address, name)
            assert client.get("/users").status_code == 403
            assert client.post("/users", data={"name": "x", "password": PASSWORD, "role": "admin"}).json()["error"]["code"] == "E704"
        admin = signed(address, "layla")
        assert "samir" in admin.get("/users").text
        assert admin.post("/users", data={"name": "huda", "password": PASSWORD, "role": "reader"}).status_code == 303
        huda = signed(address, "huda")
        assert admin.post("/users/change", data={"name": "huda", "shut": "true"}).status_code == 303
        assert huda.get("/").status_code == 401
        last = admin.post("/users/change", data={"name": "layla", "role": "reader"})
        assert last.status_code == 422
        assert admin.get("/users").status_code == 200  # nothing was changed: still signed in, still admin


def test_passwords_and_tokens(peopled: Path) -> None:
    with for_others(peopled) as address:
        client, other = signed(address, "reem"), signed(address, "reem")
        assert client.post("/account/password", data={"old": "wrong password", "new": "nine old bridges"}).status_code == 422
        assert client.post("/account/password", data={"old": PASSWORD, "new": "short"}).status_code == 422
        assert client.post("/account/password", data={"old": PASSWORD, "new": "nine old bridges"}).status_code == 303
        assert client.get("/").status_code == 200
        assert other.get("/").status_code == 401
        shown = client.post("/account/tokens", data={"label": "<b>nightly</b>"}).text
        assert "<b>nightly" not in shown
        secret = shown.split('data-copy="')[1].split('"')[0]
        program = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {secret}"})
        assert program.get("/api/openapi.json").status_code == 200
        assert program.post("/account/tokens", data={"label": "another"}).status_code == 401
        number = client.get("/account").text.split("/account/tokens/")[1].split("/")[0]
        assert signed(address, "samir").post(f"/account/tokens/{number}/end").status_code == 401
        assert client.post(f"/account/tokens/{number}/end").status_code == 303
        assert program.get("/api/openapi.json").status_code == 401


def test_a_read_only_workbench_has_readers_only(peopled: Path) -> None:
    with for_others(peopled, read_only=True) as address:
        admin = signed(address, "layla")
        assert admin.get("/").status_code == 200
        assert admin.get("/users").status_code == 403


def test_nobody_signs_in_on_ones_own_machine(address: str) -> None:
    for path in ("/sign-in", "/account", "/users"):
        assert httpx.get(address + path).status_code == 404


@pytest.fixture
def store(tmp_path: Path, database: Callable[[], str | None]) -> Iterator[Store]:
    where = database()
    with Store(parsed(where) if where else Location(tmp_path / "store.sqlite")) as opened:
        yield opened


def test_sessions_end(store: Store) -> None:
    with store.connection() as connection:
        accounts.add(connection, "reem", PASSWORD, "reader", AT)
        secret = accounts.begin(connection, "reem", AT)
        assert secret not in str(connection.exec_driver_sql("SELECT * FROM sessions").all())
        hours = [0, 11, 22, 33]
        for hour in hours:
            signed = accounts.whose(connection, secret, "session", AT + timedelta(hours=hour))
            assert signed is not None
            accounts.seen(connection, signed.number, AT + timedelta(hours=hour))
        assert accounts.whose(connection, secret, "token", AT) is None
        assert accounts.whose(connection, secret, "session", AT + timedelta(hours=46)) is None  # idle
        token = accounts.begin(connection, "reem", AT, kind="token")
        assert accounts.whose(connection, token, "token", AT + timedelta(days=300)) is not None
        assert accounts.whose(connection, token, "token", AT + timedelta(days=366)) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [("", PASSWORD), ("a" * 65, PASSWORD), ("a\u202eb", PASSWORD), ("a\nb", PASSWORD), ("x", "short"), ("x", "a" * 20), ("x", "x" * 2000),
     ("abcdefghijkl", "lkjihgfedcba"), ("REEM", PASSWORD)],
)  # fmt: skip
def test_names_and_passwords_that_will_not_do(store: Store, name: str, password: str) -> None:
    with store.connection() as connection:
        accounts.add(connection, "reem", PASSWORD, "reader", AT)
    with pytest.raises(BadRequest), store.connection() as connection:
        accounts.add(connection, name, password, "reader", AT)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_in_a_browser(peopled: Path, open_page: Callable[..., Page], language: str) -> None:
    with for_others(peopled) as address:
        page = open_page(address + "/users", language=language, width=360)
        assert axe_faults(page) == []
        page.fill("input[name=name]", "layla")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(address + "/users")
        assert axe_faults(page) == []
        page.goto(address + "/account")
        assert axe_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.fill("input[name=label]", "تقرير الصباح")
        page.keyboard.press("Enter")
        expect(page.locator("[role=status] code")).to_be_visible()
