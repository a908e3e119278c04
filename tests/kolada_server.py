"""A small Kolada on this machine: real HTTP, the API's form, and every way to misbehave."""

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

BASE = "/v3"
_DATA = re.compile(r"/data/kpi/([^/]+)/municipality/([^/]+)/year/([^/]+)")
_KPI = re.compile(r"/kpi(?:/([^/]+))?")

Misbehaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class KoladaServer:
    """What it holds, what it was asked, and how it shall answer the next questions."""

    url: str = ""
    kpis: list[dict[str, Any]] = field(default_factory=list)
    data: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 5000
    # Taken from the front, one for each question; when none is left it answers as it should.
    next_answers: list[Misbehaviour] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    # Set when the test is over: what holds an answer back waits for this and not for time.
    closing: threading.Event = field(default_factory=threading.Event)
    server: ThreadingHTTPServer | None = None

    def use_tls(self, folder: Path) -> None:
        """From now on https, with a certificate that the server has signed itself."""
        certificate = folder / "certificate.pem"
        certificate.write_bytes(_self_signed())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        assert self.server is not None
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix(BASE)
        if found := _DATA.fullmatch(path):
            lists = [part.split(",") for part in found.groups()]
            rows = [
                row
                for row in self.data
                if row["kpi"] in lists[0]
                and row["municipality"] in lists[1]
                and str(row["period"]) in lists[2]
            ]
        elif found := _KPI.fullmatch(path):
            lists = [found[1].split(",")] if found[1] else []
            words = query.get("title", "").lower()
            rows = [
                row
                for row in self.kpis
                if (not lists or row["id"] in lists[0]) and words in row["title"].lower()
            ]
        else:
            send(404, b'{"detail": "Not Found"}')(handler)
            return
        if any(len(part) > 25 for part in lists):
            send(422, b'{"detail": "too many"}')(handler)
            return
        send(200, json.dumps(self._page(rows, parts.path, query)).encode())(handler)

    def _page(self, rows: list[Any], path: str, query: dict[str, str]) -> dict[str, Any]:
        number, size = (
            int(query.get("page", "1")),
            min(int(query.get("per_page", "5000")), self.page_size),
        )
        shown = rows[(number - 1) * size : number * size]
        following = None
        if number * size < len(rows):
            again = query | {"page": str(number + 1), "per_page": str(size)}
            following = f"{self.url.removesuffix(BASE)}{path}?{urlencode(again)}"
        return {
            "count": len(shown),
            "values": shown,
            "next_url": following,
            "previous_url": None,
        }


def _self_signed() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def send(status: int, body: bytes = b"{}", **headers: str) -> Misbehaviour:
    """An answer of that status; headers by name, with _ for -."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        with suppress(ConnectionError):  # the client may have had enough
            handler.wfile.write(body)

    return answer


def page(values: Any, next_url: Any = None) -> Misbehaviour:
    """A page of exactly these values."""
    return send(200, json.dumps({"values": values, "next_url": next_url}).encode())


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    handler.close_connection = True


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    """Half of what was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"values": [')
    handler.close_connection = True


def silence(server: KoladaServer) -> Misbehaviour:
    """Takes the question and says nothing until the test is over."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        server.closing.wait(30)
        handler.close_connection = True

    return answer


def kpi(number: str, title: str, **more: Any) -> dict[str, Any]:
    """An indicator as the API sends it."""
    return {
        "id": number,
        "title": title,
        "description": f"{title}, beskrivning",
        "operating_area": "Befolkning",
        "municipality_type": "K",
        "is_divided_by_gender": True,
        "has_ou_data": False,
        "publication_date": "2026-04-01",
    } | more


def values_of(number: str, municipality: str, period: int, **by_sex: Any) -> dict[str, Any]:
    """A row of data: a figure, or the whole cell, for each of K, M and T."""
    cells = [
        {"gender": sex, "count": 1, "status": "", "isdeleted": False}
        | (given if isinstance(given, dict) else {"value": given})
        for sex, given in by_sex.items()
    ]
    return {"kpi": number, "municipality": municipality, "period": period, "values": cells}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_told: Any) -> None:
        """Quiet: a client that hangs up is what some tests are about."""


@contextmanager
def running() -> Iterator[KoladaServer]:
    """A server that listens on a port of its own."""
    state = KoladaServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.asked.append(self.path)
            state.headers.append(dict(self.headers))
            answer = state.next_answers.pop(0) if state.next_answers else state.answer
            answer(self)

        def log_message(self, *_said: Any) -> None:
            """Quiet: what was asked stands in `asked`."""

    with _Quiet(("127.0.0.1", 0), Handler) as server:
        state.server = server
        state.url = f"http://127.0.0.1:{server.server_port}{BASE}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield state
        finally:
            state.closing.set()
            server.shutdown()
            thread.join()
