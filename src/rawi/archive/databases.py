"""Where an archive's store lies and how it is opened: the SQLite file in its folder, or a PostgreSQL database that a team shares.

What differs between the two is kept here and in `fulltext`; everything else is written once, for both.
"""

from __future__ import annotations

import getpass
import logging
import math
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError

from rawi.archive.disk import INCOMING, write_new, writing
from rawi.errors import BadStore, MissingExtra, StoreError

STORE = "store.sqlite"
ADDRESS = "store.url"
"""The file in an archive's folder that names its PostgreSQL store, without the password."""
BUSY_MS = 30_000
_POSTGRES = ("postgresql", "postgres", "postgresql+pg8000")
_TLS = ("disable", "prefer", "require", "verify-ca", "verify-full")
_CONNECT_SECONDS = 10
_STATEMENT_MS = 600_000
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())  # what fails is told once, by name, not also in a log of its own


@dataclass(frozen=True, slots=True)
class Location:
    """A store's place: a file, or the address of a PostgreSQL database (with its password, which is never shown)."""

    file: Path | None
    url: URL | None = None

    def __str__(self) -> str:
        return str(self.file) if self.url is None else self.url.render_as_string(hide_password=True)


def parsed(address: str) -> Location:
    """The location that `postgresql://user@host:port/database` names; raises BadStore.

    `?sslmode=` is understood as PostgreSQL's own clients do (with `sslrootcert`), `?host=/folder` is a Unix socket. A password is better
    kept out: PGPASSWORD of the environment is used where the address has none.
    """
    try:
        url = make_url(address)
        port = url.port
    except (ArgumentError, ValueError):
        raise BadStore(f"{_without_password(address)!r} is no address of a store") from None
    if url.drivername not in _POSTGRES:
        raise BadStore(f"{url.drivername[:40]!r} is not a kind of store that Rawi knows")
    if not url.database:
        raise BadStore("the address names no database")
    mode = url.query.get("sslmode", "prefer")
    unknown = set(url.query) - {"sslmode", "sslrootcert", "host"}
    if unknown or mode not in _TLS:
        raise BadStore(f"{sorted(unknown)[0] if unknown else f'sslmode={mode}'!r} in the address is not understood")
    return Location(None, url.set(drivername="postgresql+pg8000", port=port))


def location_of(folder: Path, address: str | None = None) -> Location:
    """Where the store of the archive in `folder` lies: as given, else as noted in the folder, else the file in it; raises BadStore."""
    noted = folder / ADDRESS
    if not address and noted.is_file():
        try:
            address = noted.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise StoreError("cannot be read", where=str(noted)) from None
    return parsed(address) if address else Location(folder / STORE)


def check_location(folder: Path, location: Location) -> None:
    """That the archive in `folder` has not its store elsewhere; raises BadStore."""
    if location.url is not None and (folder / STORE).exists():
        raise BadStore(f"this archive has its store in {STORE}", hint="Leave --store out, or move that file away and add again.")


def note_location(folder: Path, location: Location) -> None:
    """Notes in the archive's folder, without the password, that its store is that database; raises UnwritableArchive, ArchiveFull."""
    path = folder / ADDRESS
    if location.url is not None and not path.exists():
        bare = location.url._replace(drivername="postgresql", password=None)
        shown = bare.render_as_string(hide_password=False) + "\n"
        with writing(path):
            write_new(path, shown.encode(), folder / INCOMING)


def engine_of(location: Location, *, read_only: bool = False) -> Engine:
    """An engine for the store; nothing is connected yet. Raises MissingExtra."""
    if location.url is not None:
        return _postgres(location.url, read_only)
    path = str(location.file)
    if not read_only:
        engine = create_engine(f"sqlite:///{path}")
        event.listen(engine, "connect", _settings)
        event.listen(engine, "begin", _begin)
    else:
        # A folder that cannot be written has no place for the shared-memory file that a write-ahead log needs; nobody writes there either.
        folder = Path(path).parent
        fixed = "&immutable=1" if not os.access(folder, os.W_OK) and not _left(Path(path + "-wal")) else ""
        quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        engine = create_engine(f"sqlite:///file:{quoted}?mode=ro{fixed}&uri=true")
    event.listen(engine, "connect", _functions)
    return engine


def _left(log: Path) -> bool:
    try:
        return log.stat().st_size > 0
    except OSError:
        return False


def upsert(connection: Connection, table: Table) -> Any:
    """An INSERT of the database's own kind, which knows ON CONFLICT."""
    return (postgresql if is_postgres(connection) else sqlite).insert(table)


def is_postgres(connection: Connection) -> bool:
    """Whether the store is a PostgreSQL database."""
    return connection.dialect.name == "postgresql"


def _postgres(url: URL, read_only: bool) -> Engine:
    try:
        import pg8000  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        raise MissingExtra("a store in PostgreSQL needs pg8000", hint="Install it: pip install 'rawi[postgres]'.") from None
    query = dict(url.query)
    asked: dict[str, Any] = {"timeout": _CONNECT_SECONDS, "application_name": "rawi"}
    if folder := query.pop("host", None):
        asked["unix_sock"] = f"{folder}/.s.PGSQL.{url.port or 5432}"
    elif (context := _tls(str(query.get("sslmode", "prefer")), query.get("sslrootcert"))) is not None:
        asked["ssl_context"] = context
    settings = {"default_transaction_read_only": "on"} if read_only else {}
    asked["startup_params"] = {**settings, "statement_timeout": str(_STATEMENT_MS), "client_encoding": "UTF8"}
    bare = url.set(query={}, username=url.username or os.environ.get("PGUSER") or getpass.getuser())
    if bare.password is None and os.environ.get("PGPASSWORD"):
        bare = bare.set(password=os.environ["PGPASSWORD"])
    engine = create_engine(bare, connect_args=asked, pool_pre_ping=True)
    event.listen(engine, "connect", _patience)
    return engine


def _tls(mode: str, roots: Any) -> ssl.SSLContext | bool | None:
    """What pg8000 calls an `ssl_context`: False for none, None for «if the server has it»."""
    if mode in ("disable", "prefer"):
        return False if mode == "disable" else None
    context = ssl.create_default_context(cafile=str(roots) if roots else None)
    if mode != "verify-full":
        context.check_hostname = False
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


def _patience(connection: Any, _: Any) -> None:
    """The connect timeout must not end long statements: the server's own statement_timeout does that."""
    connection._usock.settimeout(_STATEMENT_MS / 1000 + _CONNECT_SECONDS)


def _settings(connection: Any, _: Any) -> None:
    """Write-ahead log, foreign keys, patience with another writer."""
    connection.isolation_level = None  # the driver begins no transaction before DDL; we begin each ourselves (`_begin`)
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """One writer at a time, from the first statement on: a schema or a batch is there wholly or not at all."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _functions(connection: Any, _: Any) -> None:
    """The functions of trigonometry, which an SQLite may have been built without."""
    for name, function in (("radians", math.radians), ("sin", math.sin), ("cos", math.cos), ("asin", math.asin), ("sqrt", math.sqrt)):
        connection.create_function(name, 1, _of_null(function), deterministic=True)


def _of_null(function: Any) -> Any:
    return lambda x: None if x is None else function(x)


def reason_of(error: BaseException) -> str:
    """What the database says went wrong, in one line."""
    said = getattr(error, "orig", None) or error
    if said.args and isinstance(said.args[0], dict):  # PostgreSQL's fields, M the message
        said = said.args[0].get("M", type(error).__name__)
    return (str(said).splitlines() or [type(error).__name__])[0][:500]


def _without_password(address: str) -> str:
    head, at, tail = address.rpartition("@")
    return f"…@{tail}"[:200] if at and head else address[:200]
