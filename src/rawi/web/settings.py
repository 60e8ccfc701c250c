"""What one workbench serves, to whom, and how much of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

LOCAL = "127.0.0.1"
PORT = 8484
"""Where the workbench listens unless told otherwise."""
MOST_BODY = 1_000_000
"""The largest request in bytes that changes something."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One workbench.

    `archive`: its folder; `store`: the address of its PostgreSQL database where the folder does not note it. `host`, `port`: where it
    listens. `hosts`: further names by which it may be asked. `person`: the name that decisions bear where nobody signs in. `lexicon`: a
    folder of one's own entries. `read_only`: nothing can be changed, whoever asks. `api_changes`: programs may decide too. `certificate`,
    `key`: PEM files, for TLS without a proxy in front.
    """

    archive: Path
    store: str | None = None
    host: str = LOCAL
    port: int = PORT
    hosts: tuple[str, ...] = field(default=())
    person: str = "local"
    lexicon: Path | None = None
    read_only: bool = False
    api_changes: bool = False
    certificate: Path | None = None
    key: Path | None = None

    @property
    def local(self) -> bool:
        """Whether only this machine can ask: then nobody signs in."""
        return self.host in (LOCAL, "::1", "localhost")
