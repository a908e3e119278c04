"""The embedded queue: kombu's queue in files, made safe for several processes.

Kombu writes a message, and its table of queues, under the final name. A worker that looks while
another process is writing takes half a message, cannot read it and ends. Here everything is
written under another name first and renamed, so that a reader sees all of a file or nothing.
"""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)
Binding = filesystem.exchange_queue_t


def write_whole(path: Path, text: str) -> None:
    """Let the file appear under its name complete, in place of an older one if there is one."""
    partial = path.with_name(f".{path.name}.{uuid4().hex}")
    partial.write_text(text)
    partial.rename(path)


class Channel(filesystem.Channel):  # type: ignore[misc]  # kombu has no types
    """A queue in files whose readers never meet half a file."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time_ns():020}_{uuid4().hex}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The oldest message. One that cannot be read, as after a power cut, is passed by.

        Nothing is lost with it: what has to be done is a row in the database, and the sweeps
        find it.
        """
        while True:
            try:
                return super()._get(queue)
            except ValueError as error:
                logger.warning("A message in the queue could not be read: %s", error)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        added = Binding(routing_key or "", pattern or "", queue or "")
        self._change_table(exchange, lambda table: [added, *(old for old in table if old != added)])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        virtual.Channel._delete(self, queue, exchange, routing_key, pattern, *args, **kwargs)
        removed = Binding(routing_key or "", pattern or "", queue or "")
        self._change_table(exchange, lambda table: [old for old in table if old != removed])

    def _change_table(
        self, exchange: str, change: Callable[[list[Binding]], list[Binding]]
    ) -> None:
        file = self._exchange_file(exchange)
        with self._one_at_a_time():
            table = self.get_table(exchange)
            if (changed := change(table)) != table:
                write_whole(file, dumps(changed))

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.control_folder / ".lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


class Transport(filesystem.Transport):  # type: ignore[misc]
    """What `filesystem://` means in this product."""

    Channel = Channel
    # Kombu's own state is shared by all its file queues of a process, and would be here too.
    global_state = virtual.BrokerState()
