"""A batch as it comes in: cut into lines, masked and kept piece by piece, never held whole."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator

from anyio import CancelScope, fail_after, move_on_after, to_thread

from dimscore.store import batches, contacts, idempotency
from dimscore.store.batches import Refused
from dimscore.store.engine import Store
from dimscore.store.idempotency import Use
from dimscore.transcript import Transcript
from dimscore_api.lines import Line, Lines
from dimscore_api.problems import RefusedError, TooLargeError
from dimscore_api.records import Check, read_record
from dimscore_api.settings import Settings

ACCEPTED = 202
_AT_ONCE, _BYTES_AT_ONCE = 100, 4 * 2**20
_LINGER = 10.0  # seconds in which the rest of a refused body is read, so that the answer arrives
_STALLED = 60.0  # seconds without a byte; few uploads run at a time, and others wait for the place


class Upload:
    """One batch being received."""

    def __init__(
        self, store: Store, settings: Settings, check: Check, batch_id: str, use: Use | None
    ) -> None:
        self._store = store
        self._check = check
        self._batch_id = batch_id
        self._use = use
        self._lines = Lines(settings)
        self._waiting: list[Line] = []
        self._size = 0
        self._digest = hmac.new(store.secret.key, digestmod="sha256")

    async def receive(self, body: AsyncIterator[bytes]) -> None:
        """Keep all of `body`. TooLargeError, which says what was kept, where it is over a limit;
        RefusedError where nothing more comes."""
        whole = False
        try:
            async for chunk in _moving(body):
                self._digest.update(chunk)
                await self._take(chunk)
            for line in self._lines.rest():
                self._wait(line)
            await to_thread.run_sync(self._flush)
            whole = True
        except TooLargeError as error:
            await to_thread.run_sync(self._flush)
            with move_on_after(_LINGER):
                async for _ in body:
                    pass
            raise TooLargeError(await to_thread.run_sync(self._kept, str(error))) from None
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._finish, whole)

    async def _take(self, chunk: bytes) -> None:
        for line in self._lines.feed(chunk):
            self._wait(line)
            if len(self._waiting) >= _AT_ONCE or self._size > _BYTES_AT_ONCE:
                await to_thread.run_sync(self._flush)

    def _wait(self, line: Line) -> None:
        self._waiting.append(line)
        self._size += len(line[1])

    def _flush(self) -> None:
        """Mask what has come and keep it, in one transaction."""
        read = [self._read(*line) for line in self._waiting]
        self._waiting, self._size = [], 0
        good = [item for item in read if not isinstance(item, Refused)]
        refused = [item for item in read if isinstance(item, Refused)]
        with self._store.write() as session:
            batches.keep(session, self._batch_id, good, refused)

    def _read(self, number: int, line: bytes) -> tuple[int, Transcript] | Refused:
        secret = self._store.secret
        record = read_record(number, line, self._check, secret)
        if isinstance(record, Refused):
            return record
        try:
            return number, contacts.masked(secret, record)
        except Exception as error:
            kind = type(error).__name__
            message = f"could not be masked ({kind}) and was not kept; please report this"
            return Refused(number, "unmaskable", message, None, secret.disguise(record.id))

    def _kept(self, reason: str) -> str:
        with self._store.read() as session:
            batch = session.get_one(batches.Batch, self._batch_id)
            return (
                f"{reason}; the {batch.records} records before it were read and "
                f"{batch.accepted} new ones kept, as batch {batch.id}; send the rest in another"
            )

    def _finish(self, whole: bool) -> None:
        with self._store.write() as session:
            batches.finish(session, self._batch_id, whole=whole)
            if self._use is not None and whole:
                digest = self._digest.hexdigest()
                idempotency.answer(session, self._use, digest, self._batch_id, ACCEPTED)
            elif self._use is not None:
                idempotency.forget(session, self._use)


async def digest_of(store: Store, body: AsyncIterator[bytes]) -> str:
    """The digest by which a body that is sent again is known."""
    digest = hmac.new(store.secret.key, digestmod="sha256")
    async for chunk in _moving(body):
        digest.update(chunk)
    return digest.hexdigest()


async def _moving(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while True:
        try:
            with fail_after(_STALLED):
                chunk = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise RefusedError(
                "the upload stood still for too long and was broken off; send it again", "stalled"
            ) from None
        yield chunk
