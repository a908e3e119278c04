"""A small mail server on this machine: real SMTP, and every way to refuse."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

OK = "250 2.0.0 OK"
HANG_UP = ""  # an answer: none, and the connection is closed


@dataclass
class MailServer:
    """What it took, and how it shall answer.

    `answers` are taken from the front, by verb (CONNECT, EHLO, MAIL, RCPT, DATA, END for what is
    said after the text); `refused` holds the answer for an address. Otherwise all is well. It
    hangs up after `most` mails on a connection, and does `after_each` mail before it answers.
    """

    port: int = 0
    answers: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    most: int = 10_000
    after_each: Callable[[], object] = bool
    connections: int = 0
    mails: list[bytes] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)

    def answer(self, verb: str, otherwise: str = OK) -> str:
        scripted = self.answers.get(verb)
        return scripted.pop(0) if scripted else otherwise


class _HungUp(Exception):
    pass


class _Talk(socketserver.StreamRequestHandler):
    state: MailServer

    def handle(self) -> None:
        self.state.connections += 1
        self.taken, self.receiver = 0, ""
        with suppress(_HungUp, ConnectionError):
            self._say(self.state.answer("CONNECT", "220 mail.example ESMTP"))
            while line := self.rfile.readline().decode().strip():
                self._hear(line)

    def _hear(self, line: str) -> None:
        verb = line.split()[0].upper()
        if verb == "MAIL" and self.taken >= self.state.most:
            raise _HungUp
        if verb == "RCPT":
            self.receiver = line.partition("<")[2].partition(">")[0]
            self._say(self.state.refused.get(self.receiver) or self.state.answer("RCPT"))
        elif verb == "DATA":
            self._take()
        elif verb == "QUIT":
            self._say("221 2.0.0 Bye")
            raise _HungUp
        else:
            self._say(self.state.answer(verb))

    def _take(self) -> None:
        begin = self.state.answer("DATA", "354 Go ahead")
        self._say(begin)
        if not begin.startswith("354"):
            return
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        end = self.state.answer("END")
        if end.startswith("250"):
            self.taken += 1
            self.state.mails.append(b"".join(lines))
            self.state.receivers.append(self.receiver)
            self.state.after_each()
        self._say(end)

    def _say(self, answer: str) -> None:
        if answer == HANG_UP:
            raise _HungUp
        self.wfile.write(f"{answer}\r\n".encode())


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@contextmanager
def running(settings: Any) -> Iterator[MailServer]:
    """A server that listens on a port of its own, and to which the product sends its mails."""
    state = MailServer()
    talk = type("Talk", (_Talk,), {"state": state})
    with _Listener(("127.0.0.1", 0), talk) as listener:
        state.port = listener.server_address[1]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", state.port
        settings.EMAIL_TIMEOUT = 5
        threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield state
        finally:
            listener.shutdown()
