"""Options of the commands that fetch, and what they set up: how polite, how patient, from where."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rawi.sources.guard import Network
    from rawi.sources.retrying import Retrying

Command = Callable[..., Any]
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}


def duration(value: str | float) -> float:
    """Seconds, or a number with s, m, h or d, as seconds; raises BadParameter, which shows the form."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)([smhd]?)", str(value).strip())
    if match is None:
        raise click.BadParameter(f"{value!r} is no duration; give seconds, or a number with s, m, h or d, for instance 15m")
    return float(match.group(1)) * _UNITS[match.group(2)]


def own_network(value: str) -> Network:
    """A network as CIDR; raises BadParameter."""
    try:
        return ipaddress.ip_network(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@dataclass(frozen=True, slots=True)
class Manners:
    """How to fetch: seconds between two requests to a host, retries, and the own networks and ports that are allowed besides."""

    delay: float
    retries: int
    networks: tuple[Network, ...] = ()
    ports: tuple[int, ...] = ()
    offline: bool = False

    def web(self, sleep: Callable[[float], None] = time.sleep) -> Retrying:
        """A fetcher with these manners."""
        from rawi.sources.guard import STRICT, Policy
        from rawi.sources.retrying import Patience, Retrying
        from rawi.sources.web import Fetcher, Limits

        policy = Policy(STRICT.ports | frozenset(self.ports), self.networks)
        fetcher = Fetcher(policy, Limits(delay=self.delay), offline=self.offline, sleep=sleep)
        return Retrying(fetcher, Patience(retries=self.retries))


def manners(command: Command) -> Command:
    """--delay, --retries, --allow-network and --allow-port, given on as they are."""
    for option in (
        click.option("--allow-port", "ports", type=click.IntRange(1, 65_535), multiple=True, metavar="N", help="A port beside 80 and 443."),
        click.option(
            "--allow-network", "networks", type=own_network, multiple=True, metavar="CIDR",
            help="A network of your own to fetch from; private addresses are refused without it.",
        ),
        click.option(
            "--retries", type=click.IntRange(0, 10), default=3, show_default=True,
            help="How often to ask again after 429, 5xx or no answer.",
        ),
        click.option(
            "--delay", type=duration, default="2s", show_default=True, metavar="TIME",
            help="Time between two requests to a host; robots.txt may ask for more.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def is_address(path: str) -> bool:
    """Whether an argument is meant as an address on the web: it has a scheme and «://», so that a wrong one is told by name."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", path) is not None
