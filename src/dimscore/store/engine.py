"""Open a store: SQLite by path or URL, PostgreSQL by URL; the schema is brought up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from dimscore.errors import StoreError
from dimscore.store.secret import Secret
from dimscore.store.tables import KeyMark

_WAIT = 30.0  # seconds a writer waits for another before it gives up
_SUFFIXES = (".db", ".sqlite", ".sqlite3")
_MIGRATING, _WRITING = 7350001, 7350002  # PostgreSQL's advisory locks


class Store:
    """A database of contacts; safe to share between threads.

    Several processes may have the same store open. `read()` and `write()` give a session; a write
    is on disk when its block ends, or undone as a whole where the block raises.
    """

    def __init__(self, url: URL, secret: Secret) -> None:
        self.url = url
        self.secret = secret
        if _is_sqlite(url):
            self._reader, self._writer = _sqlite(url, "BEGIN"), _sqlite(url, "BEGIN IMMEDIATE")
        else:
            self._writer = _postgresql(url)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ")

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self.url.get_backend_name()

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session for reading: one moment of the store, whatever others write meanwhile."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """A session for writing, one at a time; kept when the block ends."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            if not _is_sqlite(self.url):
                _lock(session.connection(), _WRITING)
            yield session

    def close(self) -> None:
        """Give back all connections."""
        self._reader.dispose()
        self._writer.dispose()

    def migrate(self) -> None:
        """Bring the schema up to date; nothing happens where it is."""
        config = Config()
        config.set_main_option("script_location", "dimscore.store:migrations")
        with self._writer.connect() as connection:
            if not _is_sqlite(self.url):
                _lock(connection, _MIGRATING)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()


def open_store(where: str | Path, secret_file: Path | None = None) -> Store:
    """The store at `where`, made where there is none: a file ending in .db, or a database URL.

    `secret_file` holds the key that disguises ids that are private data; it stands beside a
    SQLite file, or as `dimscore.key` in the current folder, unless told. StoreError where the
    place can not be used.
    """
    url = store_url(where)
    path = Path(url.database) if _is_sqlite(url) and url.database else None
    key_file = secret_file or (path or Path("dimscore")).with_suffix(".key")
    if path is not None:
        _prepare(path)
        if path.stat().st_size and not key_file.exists():
            raise StoreError(f"{key_file} is missing; put the one back that this store had")
    secret = Secret.load(key_file)
    store = Store(url, secret)
    try:
        _bring_up(store, key_file)
    except BaseException:
        store.close()
        raise
    return store


def _bring_up(store: Store, key_file: Path) -> None:
    try:
        store.migrate()
    except DBAPIError as error:
        raise StoreError(f"the store {_shown(store.url)} can not be opened: {error.orig}") from None
    except CommandError:
        raise StoreError(
            f"the store {_shown(store.url)} was made by a later version of dimscore; install that "
            "one"
        ) from None
    _known_by(store, key_file)


def _known_by(store: Store, key_file: Path) -> None:
    """With another key, customers would get other disguises: deleting one would miss contacts."""
    mark = store.secret.mark
    with store.read() as session:
        kept = session.scalar(select(KeyMark.mark))
    if kept is None:
        with store.write() as session:
            kept = session.scalar(select(KeyMark.mark))
            if kept is None:
                session.add(KeyMark(mark=mark))
                return
    if kept != mark:
        raise StoreError(
            f"{key_file} is not the key that {_shown(store.url)} was made with; put that one back, "
            "or start where it lies"
        )


def store_url(where: str | Path) -> URL:
    """The URL for a path or URL; StoreError where it is neither."""
    if "://" not in str(where):
        if Path(where).suffix not in _SUFFIXES:
            raise StoreError(f"{where}: give a file ending in .db, or a URL such as postgresql://…")
        return URL.create("sqlite", database=str(Path(where).absolute()))
    try:
        url = make_url(str(where))
    except ArgumentError:
        raise StoreError("the store's URL can not be read; write postgresql://…") from None
    if url.get_backend_name() == "postgresql" and url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"{_shown(url)}: a store is kept in SQLite or PostgreSQL")
    return url


def _prepare(path: Path) -> None:
    """The file, for the owner's eyes only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; give a place that can be written") from None


def _lock(connection: Connection, number: int) -> None:
    """Wait for a lock of PostgreSQL's that the end of the transaction gives back."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _postgresql(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        from psycopg.types.string import StrDumper
    except (NoSuchModuleError, ModuleNotFoundError):
        raise StoreError(
            "PostgreSQL needs one more part: pip install 'dimscore[postgres]'"
        ) from None

    class WithoutNul(StrDumper):
        """PostgreSQL has no NUL in texts; transcripts may."""

        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    @event.listens_for(engine, "connect")
    def configure(connection: Any, entry: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.adapters.register_dumper(str, WithoutNul)

    return engine


def _sqlite(url: URL, begin: str) -> Engine:
    options = {"timeout": _WAIT, "check_same_thread": False}
    engine = create_engine(url, connect_args=options, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction]
        # SQLAlchemy says when a transaction begins; the driver must not.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "cache_size = -32000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.exec_driver_sql(begin)

    return engine


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def checkpoint(store: Store) -> None:
    """Fold the write-ahead log back, so that what was deleted is gone from every file."""
    if store.dialect == "sqlite":
        database: Any = store.url.database
        connection = sqlite3.connect(database, timeout=_WAIT)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
