"""The guard: every way of writing or resolving to an address that is not public is refused, by name."""

from __future__ import annotations

import ipaddress
import random
import socket

import pytest

from rawi.errors import BadAddress, ForbiddenAddress, RawiError, UnknownHost
from rawi.sources.guard import Policy, addresses, check_url, forbidden

PUBLIC = "93.184.215.14"
BAD = (
    "",
    "   ",
    "example.org",
    "//example.org",
    "http:example.org",
    "http:/example.org",
    "http://",
    "http:///x",
    "https://?x",
    "http://#",
    "file:///etc/passwd",
    "data:text/html,x",
    "gopher://example.org/",
    "ftp://example.org/",
    "javascript:alert(1)",
    "dict://example.org:11211/",
    "http+unix://%2Fvar%2Frun/",
    "ws://example.org",
    "jar:http://example.org!/",
    "http://user@example.org/",
    "http://user:pass@example.org/",
    "http://example.org@127.0.0.1/",
    "http://127.0.0.1@example.org/",
    "http://@example.org/",
    "http://example.org\\@127.0.0.1/",
    "http:\\\\127.0.0.1\\",
    "http://exam ple.org/",
    "http://example.org/a b",
    "http://example.org/\r\nHost: x",
    "http://example.org\t/",
    "\x00http://example.org",
    "http://exa\u200bmple.org/",
    "http://example.org/\u202ex",
    "http://example.org:22/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://example.org:-80/",
    "http://example.org:8080/",
    "http://example.org:x/",
    "http://example.org:25/",
    "http://example.org:6379/",
    "http://127.1/",
    "http://0177.0000.0000.0001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://[::ffff:0177.0.0.1]/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1.1/",
    "http://127.0.0.01/",
    "http://256.1.1.1/",
    "http://1.1.1.1.1/",
    "http://0x7f.1/",
    "http://0/",
    "http://0x/",
    "http://1.2.3.0x4/",
    "http://99999999999999/",
    "http://example.0/",
    "http://[::1%25lo]/",
    "http://[fe80::1%eth0]/",
    "http://[::1/",
    "http://::1]/",
    "http://[]/",
    "http://[::1]x/",
    "http://[v1.x]/",
    "http://[1.2.3.4]/",
    "http://127.0.0.1%2f/",
    "http://%31%32%37.0.0.1/",
    "http://example..org/",
    "http://.example.org/",
    "http://example.org../",
    "http://-x.org/",
    "http://x-.org/",
    "http://" + "a" * 64 + ".org/",
    "http://" + "a." * 200 + "org/",
    "http://exa!mple.org/",
    "http://example.org/" + "a" * 5_000,
    "http://exa\ud800mple.org/",
    "http://٣.٣.٣.٣٣٣/",
    "http://\u3002/",
)
FORBIDDEN = (
    "http://127.0.0.1/",
    "http://127.255.255.254/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.88.99.1/",
    "http://127.0.0.1./",
    "http://１２７.0.0.1/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:a00:1]/",
    "http://[::127.0.0.1]/",
    "http://[::8.8.8.8]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::8.8.8.8]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2002:c0a8:101::1]/",
    "http://[2001:0:1::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
    "http://[4000::1]/",
    "http://[2001:10::1]/",
    "http://[2a00:1450::5efe:10.0.0.1]/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://a.localhost/",
    "http://ⓛocalhost/",
    "http://ｌocalhost/",
    "http://printer.local/",
    "http://router/",
    "http://metadata.google.internal/",
    "http://nas.lan/",
    "http://x.home.arpa/",
    "http://abc.onion/",
    "http://x.test/",
)
GOOD = {
    "http://example.org": "http://example.org/",
    "HTTPS://Example.ORG:443/A?b=ج#d": "https://example.org/A?b=%D8%AC",
    "http://example.org./": "http://example.org/",
    "http://example.org:443/": "http://example.org:443/",
    "https://موقع.وزارة-الاتصالات.مصر/أ": "https://xn--4gbrim.xn----ymcbaaajlc6dj7bxne2c.xn--wgbh1c/%D8%A3",
    "http://93.184.215.14/": "http://93.184.215.14/",
    "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/": "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    "http://[::ffff:8.8.8.8]/": "http://[::ffff:808:808]/",
    "http://a.b/?u=http://127.0.0.1/%41": "http://a.b/?u=http://127.0.0.1/%41",
}
RESOLVED = (
    ["127.0.0.1"],
    [PUBLIC, "127.0.0.1"],
    ["10.1.2.3"],
    [PUBLIC, "::1"],
    ["::ffff:192.168.0.1"],
    ["64:ff9b::a00:1"],
    ["2002:a9fe:a9fe::1"],
    ["fe80::1%eth0"],
    ["0.0.0.0"],
    ["not an address"],
    ["127.1"],
    [PUBLIC] * 51,
    ["169.254.169.254"],
    ["fd00::1", PUBLIC],
    [""],
)


@pytest.mark.parametrize("url", BAD)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(BadAddress):
        check_url(url)


@pytest.mark.parametrize("url", FORBIDDEN)
def test_addresses_that_are_forbidden(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        check_url(url)


@pytest.mark.parametrize("url", GOOD)
def test_addresses_that_may_be_fetched(url: str) -> None:
    target = check_url(url)
    assert target.url == GOOD[url] and check_url(target.url) == target


@pytest.mark.parametrize("found", RESOLVED)
def test_a_name_that_resolves_to_anything_forbidden(found: list[str]) -> None:
    with pytest.raises(ForbiddenAddress):
        addresses(check_url("http://example.org/"), lambda *_: found)


def test_names_without_address() -> None:
    def missing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    for resolver in (missing, lambda *_: []):
        with pytest.raises(UnknownHost):
            addresses(check_url("http://example.org/"), resolver)


def test_the_name_is_asked_once_and_its_addresses_are_returned() -> None:
    asked: list[tuple[str, int]] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return [PUBLIC, "2606:2800::1", PUBLIC, "64:ff9b::808:808"] if len(asked) == 1 else ["127.0.0.1"]

    found = addresses(check_url("https://Example.org./"), rebinding)
    assert [str(a) for a in found] == [PUBLIC, "2606:2800::1", "64:ff9b::808:808"] and asked == [("example.org", 443)]


def test_an_address_itself_is_not_resolved() -> None:
    assert [str(a) for a in addresses(check_url(f"http://{PUBLIC}/"), lambda *_: pytest.fail("asked"))] == [PUBLIC]


def test_a_policy_opens_what_it_names_and_nothing_more() -> None:
    policy = Policy(frozenset({8080}), (ipaddress.ip_network("127.0.0.1/32"),))
    assert addresses(check_url("http://127.0.0.1:8080/", policy), lambda *_: [], policy)
    for url in ("http://127.0.0.2:8080/", "http://127.0.0.1/", "http://[::1]:8080/", "http://2130706433:8080/"):
        with pytest.raises(RawiError):
            check_url(url, policy)


def test_every_network_that_is_not_global_is_forbidden() -> None:
    """Against another list of the same registries: the one of Python's ipaddress."""
    chance = random.Random(1)
    for _ in range(20_000):
        four = ipaddress.IPv4Address(chance.getrandbits(32))
        if not four.is_global or four.is_multicast or four.is_reserved:
            assert forbidden(four), four
        six = ipaddress.IPv6Address(chance.getrandbits(128) >> chance.choice((0, 0, 32, 64, 96)))
        if (not six.is_global and not six.ipv4_mapped) or six.is_multicast or six.is_site_local:
            assert forbidden(six), six
        embedded = int(four)
        for outer in (0xFFFF << 32 | embedded, 0x64FF9B << 96 | embedded, 0x2002 << 112 | embedded << 80 | 1):
            assert bool(forbidden(ipaddress.IPv6Address(outer))) == bool(forbidden(four))


def test_two_thousand_mutations() -> None:
    chance = random.Random(2)
    seeds = [*GOOD, *FORBIDDEN, *BAD]
    pieces = (
        "@",
        ":",
        "/",
        "\\",
        "[",
        "]",
        "%",
        ".",
        "。",
        "127.0.0.1",
        "0x7f",
        "#",
        "?",
        "\u0000",
        "localhost",
        "é",
        "ß",
        "ا",
        "\u200d",
        "xn--",
    )
    for _ in range(2_000):
        url = chance.choice(seeds)
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(url))
            url = url[:at] + chance.choice(pieces) + url[at + chance.randint(0, 2) :]
        try:
            target = check_url(url)
        except RawiError as error:
            assert error.code in ("E601", "E602")
            continue
        assert target.port in (80, 443) and target.host.isascii() and target.url.isascii()
        assert target.literal is None or not forbidden(target.literal)
        assert check_url(target.url) == target
