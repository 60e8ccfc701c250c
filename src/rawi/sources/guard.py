"""What may be fetched, and from which addresses: nothing of this machine, nothing of a private network.

An address in a list or a feed can be anyone's: without a guard, fetching it would let whoever wrote it reach the user's own router
or cloud metadata (SSRF). Two steps, both pure: `check_url` looks at the address as written, `addresses` at every address that the name
resolves to, and returns exactly those to connect to. Who connects to them, and not to the name again, cannot be lured elsewhere between
the check and the connection (DNS rebinding). One forbidden address among several refuses the name: no honest name has one.

The lists follow the IANA special-purpose address registries (RFC 6890 and successors).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from rawi.errors import BadAddress, ForbiddenAddress, MissingExtra, UnknownHost

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Iterable[str]]
"""(host, port) to the addresses of the host as text; raises OSError where there is none."""

MAX_URL = 4_000
MAX_ADDRESSES = 50
PORTS = {"http": 80, "https": 443}
_OWN_NAMES = (
    "localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "onion", "test", "invalid", "example", "arpa",
    "alt",
)  # fmt: skip
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMERIC = re.compile(r"0x[0-9a-f]*|\d+")
_QUAD = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")
_FORBIDDEN_4 = tuple(
    (ipaddress.IPv4Network(net), what)
    for net, what in (
        ("0.0.0.0/8", "«this network»"), ("10.0.0.0/8", "private"), ("100.64.0.0/10", "shared within a provider"),
        ("127.0.0.0/8", "this machine"), ("169.254.0.0/16", "link-local"), ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"), ("192.0.2.0/24", "for documentation"), ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"), ("198.18.0.0/15", "for benchmarks"), ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"), ("224.0.0.0/4", "multicast"), ("240.0.0.0/4", "reserved"),
    )
)  # fmt: skip
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_FORBIDDEN_6 = tuple(
    (ipaddress.IPv6Network(net), what)
    for net, what in (
        ("::/128", "unspecified"), ("::1/128", "this machine"), ("64:ff9b:1::/48", "for translation within a network"),
        ("100::/64", "discarded"),
        ("2001::/32", "a Teredo tunnel"), ("2001::/23", "reserved for protocols"), ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"), ("5f00::/16", "for segment routing"), ("fc00::/7", "private"), ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"), ("ff00::/8", "multicast"),
    )
)  # fmt: skip
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_6TO4 = ipaddress.IPv6Network("2002::/16")


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed: the `ports`, and `networks` that count as public though they are not (a newsroom's own archive, a test's server)."""

    ports: frozenset[int] = frozenset(PORTS.values())
    networks: tuple[Network, ...] = ()


STRICT = Policy()


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: `host` in lower-case ASCII without a last dot, `path` with its query, `literal` where the host is a number."""

    scheme: str
    host: str
    port: int
    path: str
    literal: Address | None = None

    @property
    def url(self) -> str:
        """The address in normal form."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.authority_host}{port}{self.path}"

    @property
    def authority_host(self) -> str:
        """The host as a URL or Host header writes it: IPv6 in brackets."""
        return f"[{self.host}]" if isinstance(self.literal, ipaddress.IPv6Address) else self.host


def check_url(url: str, policy: Policy = STRICT) -> Target:
    """The parts of `url`; raises BadAddress, or ForbiddenAddress for a host that is forbidden by its very name or number."""
    url = url.strip(" ")
    if not url or len(url) > MAX_URL:
        raise BadAddress("there is no address" if not url else f"an address of more than {MAX_URL:,} characters")
    if re.search(r"[\x00-\x20\x7f-\xa0\\\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]", url):
        # Programs differ in what they make of a backslash, a blank or an invisible character, and attacks live on the difference.
        raise BadAddress("blanks, backslashes, control or invisible characters in the address")
    scheme = url.partition(":")[0].lower()
    if scheme not in PORTS or url[len(scheme) : len(scheme) + 3] != "://":
        raise BadAddress("the address must begin with http:// or https://")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"not an address ({error})") from None
    if "@" in parts.netloc:
        raise BadAddress("a name or password in the address")
    port = PORTS[scheme] if port is None else port
    if port not in policy.ports:
        raise BadAddress(f"port {port} is none on which pages are served")
    host, literal = _host(_written_host(parts.netloc))
    if literal is not None and (why := forbidden(literal, policy)):
        raise ForbiddenAddress(f"{literal} is {why}")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    return Target(scheme, host, port, path + query, literal)


def _written_host(netloc: str) -> str:
    """The host of `netloc` as written, brackets kept: urlsplit's own `hostname` hides zone ids and odd brackets."""
    if netloc.startswith("["):
        inner, bracket, rest = netloc.partition("]")
        if not bracket or (rest and not re.fullmatch(r":\d*", rest)):
            raise BadAddress("not an address (brackets)")
        return inner + "]"
    return netloc.partition(":")[0]


def _host(written: str) -> tuple[str, Address | None]:
    """(host in normal form, the address that it is, if it is one)."""
    if written.startswith("["):
        if "%" in written:
            raise BadAddress("an IPv6 address with a zone")
        try:
            six = ipaddress.IPv6Address(written[1:-1])
        except ValueError as error:
            raise BadAddress(f"not an IPv6 address ({error})") from None
        return six.compressed, six
    if "%" in written:
        raise BadAddress("a host with % in it")
    host = _ascii(written).removesuffix(".")
    labels = host.split(".")
    if not host or len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress("the host is no name")
    if _NUMERIC.fullmatch(labels[-1]):
        # Whoever resolves it may take octal, hexadecimal, short or whole numbers; we take nothing but four plain ones.
        if not _QUAD.fullmatch(host) or any(int(label) > 255 for label in labels):
            raise BadAddress("a number in place of a host that is not written as a plain IPv4 address")
        return host, ipaddress.IPv4Address(host)
    if any(host == name or host.endswith(f".{name}") for name in _OWN_NAMES):
        raise ForbiddenAddress(f"{host} is a name of this machine or network, or of nobody")
    if len(labels) < 2:
        raise ForbiddenAddress(f"{host}, without a domain, is a name within the own network")
    return host, None


def _ascii(written: str) -> str:
    """A host in lower-case ASCII: Arabic and other names by IDNA 2008, with the mapping that browsers use (UTS 46)."""
    if written.isascii():
        return written.lower()
    try:
        import idna
    except ImportError:
        raise MissingExtra("addresses with letters beyond ASCII need idna", hint="Install it: pip install 'rawi[web]'.") from None
    try:
        return idna.encode(written, uts46=True, transitional=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError, IndexError, ValueError) as error:
        raise BadAddress(f"the host is no name ({str(error)[:100]})") from None


def forbidden(address: Address, policy: Policy = STRICT) -> str | None:
    """Why `address` may not be connected to, or None. IPv4 addresses within IPv6 ones (mapped, NAT64, 6to4, ISATAP) are looked at too."""
    if any(address.version == net.version and address in net for net in policy.networks):
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return next((what for net, what in _FORBIDDEN_4 if address in net), None)
    if address.scope_id:
        return "bound to one network by its zone"
    inner = _embedded(address)
    if inner is not None and (why := forbidden(inner, policy)):
        return f"{inner} in another form: {why}"
    if (what := next((what for net, what in _FORBIDDEN_6 if address in net), None)) is not None:
        return what
    mapped = address.ipv4_mapped is not None or address in _NAT64
    return None if mapped or address in _GLOBAL_6 else "no public address"


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address within an IPv6 one by which a packet would end there."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    number = int(address)
    if address in _NAT64 or number >> 32 == 0:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF) if number > 1 else None
    if address in _6TO4:
        return ipaddress.IPv4Address(number >> 80 & 0xFFFFFFFF)
    if number >> 32 & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return None


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of `host` as this machine's resolver gives them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in found]


def addresses(target: Target, resolver: Resolver, policy: Policy = STRICT) -> tuple[Address, ...]:
    """The addresses to connect to for `target`, each checked, in the resolver's order, without repetition.

    Raises UnknownHost where there is none, and ForbiddenAddress when any one is forbidden. Connect to these and to nothing else.
    """
    if target.literal is not None:
        found: list[str] = [str(target.literal)]
    else:
        try:
            found = list(resolver(target.host, target.port))
        except (OSError, UnicodeError) as error:
            raise UnknownHost(f"{target.host} has no address ({error})") from None
    if not found:
        raise UnknownHost(f"{target.host} has no address")
    if len(found) > MAX_ADDRESSES:
        raise ForbiddenAddress(f"{target.host} has more than {MAX_ADDRESSES} addresses")
    checked: dict[Address, None] = {}
    for text in found:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            raise ForbiddenAddress(f"{target.host} resolves to {text[:60]!r}, which is no address") from None
        if why := forbidden(address, policy):
            raise ForbiddenAddress(f"{target.host} resolves to {address}, which is {why}")
        checked[address] = None
    return tuple(checked)
