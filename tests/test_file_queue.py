"""The queue in files: several processes at once, and a message that cannot be read."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from typing import Any

from kombu import Connection

from modellkonceptet.file_queue import Transport

PRODUCERS = 3
MESSAGES = 300  # each; with kombu's own channel about one in thirty is met half written


def _connection(folder: Path) -> Connection:
    messages, control = folder / "messages", folder / "control"
    messages.mkdir(parents=True, exist_ok=True)
    options = {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
    }
    return Connection(transport=Transport, transport_options=options)


def _produce(folder: Path, producer: int) -> None:
    with _connection(folder) as connection:
        for number in range(MESSAGES):
            queue = connection.SimpleQueue("work")  # declares it anew, as every process does
            queue.put([producer, number])
            queue.close()


def _take(channel: Any) -> list[int] | None:
    try:
        return list(map(int, channel.message_to_python(channel._get("work")).decode()))
    except Empty:
        return None


def test_several_processes_write_while_one_reads(tmp_path: Path):
    taken = []
    with (
        _connection(tmp_path) as connection,
        ProcessPoolExecutor(PRODUCERS, mp_context=get_context("spawn")) as processes,
    ):
        channel = connection.default_channel
        producers = [processes.submit(_produce, tmp_path, each) for each in range(PRODUCERS)]
        while not all(each.done() for each in producers):
            if (message := _take(channel)) is not None:
                taken.append(tuple(message))
        while (message := _take(channel)) is not None:
            taken.append(tuple(message))
    assert [each.exception() for each in producers] == [None] * PRODUCERS
    expected = [(each, number) for each in range(PRODUCERS) for number in range(MESSAGES)]
    assert sorted(taken) == expected
    for each in range(PRODUCERS):
        assert [number for producer, number in taken if producer == each] == list(range(MESSAGES))


def test_a_message_that_cannot_be_read_is_passed_by(tmp_path: Path, caplog):
    with _connection(tmp_path) as connection:
        (tmp_path / "messages" / f"{0:020}_cut-off.work.msg").write_text('{"body": ')
        queue = connection.SimpleQueue("work")
        queue.put([1, 2])
        message = queue.get(timeout=5)
        message.ack()
        assert message.payload == [1, 2]
    assert "could not be read" in caplog.text


def test_an_ended_queue_is_left_out_of_the_table(tmp_path: Path):
    with _connection(tmp_path) as connection:
        first, second = connection.SimpleQueue("first"), connection.SimpleQueue("second")
        first.put(1)
        second.put(1)
        channel = connection.default_channel
        channel.queue_delete("first")
        assert [each.queue for each in channel.get_table("first")] == []
        assert [each.queue for each in channel.get_table("second")] == ["second"]
