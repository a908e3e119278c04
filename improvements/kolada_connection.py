"""Asking Kolada's open API over the net: one host, small patience, nothing followed elsewhere.

urllib3 is the client, because it is well kept and a pool of its own belongs to exactly one host,
keeps time limits for connecting and reading apart, and follows no redirect unless told to. Its
own retries are not used: they would wait as long as the other side asks. Here a question has a
number of tries and a time in all, and whoever asked gets a sentence when they are used up.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError

_CHUNK = 64 * 1024
_TOO_MANY_REQUESTS = 429


class KoladaError(Exception):
    """Figures could not be fetched; the text is a sentence for the person who wanted them."""


class KoladaMisconfigured(KoladaError):
    """The address in the settings is not one that may be asked."""


class KoladaUnreachable(KoladaError):
    """No answer in time, or none but that Kolada cannot answer now. Later may be better."""


class KoladaRefused(KoladaError):
    """Kolada, or we ourselves, will not answer this question. Asking again does not help."""


class KoladaBroken(KoladaError):
    """An answer came, and it cannot be trusted: nothing of it is used."""


@dataclass(frozen=True)
class Limits:
    """How long and how much; a question of several pages shares `total_seconds`."""

    connect_seconds: float = 5
    read_seconds: float = 20
    total_seconds: float = 90
    tries: int = 4
    # A longer wait than this is not waited out: the question ends and can be asked again.
    longest_wait: float = 30
    answer_bytes: int = 10_000_000
    pages: int = 20


class KoladaConnection:
    """The way to the one host of the setting; lives for one question."""

    def __init__(
        self,
        url: str | None = None,
        *,
        limits: Limits = Limits(),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self._sleep, self._clock = sleep, clock
        self._base = _checked(settings.KOLADA_URL if url is None else url)
        self._pool = _pool(self._base)
        self._ends = clock() + limits.total_seconds

    def address(self, path: str) -> str:
        """The path on the host for a path of the API."""
        return f"{self._base.path}/{path}"

    def next_address(self, named: str, current: str) -> str:
        """The path of the page that an answer names, refused unless it is of the same API.

        Only path and query are kept: the scheme and the port are always the setting's.
        """
        try:
            target = urlsplit(urljoin(self._base.geturl() + current[len(self._base.path) :], named))
            same = (
                target.scheme in ("http", "https")
                and target.hostname == self._base.hostname
                and _port(target) in _ports(self._base)
                and target.path.startswith(f"{self._base.path}/")
            )
        except ValueError:
            same = False
        if not same:
            raise KoladaRefused(
                _("Kolada’s answer goes on at another address. It is not asked; nothing is used.")
            )
        return f"{target.path}?{target.query}" if target.query else target.path

    def get(self, address: str) -> bytes:
        """The body of the answer, after as many tries as it takes and the limits allow."""
        for tried in range(1, self.limits.tries + 1):
            try:
                return self._ask(address)
            except _TryAgain as failure:
                wait = 2.0 ** (tried - 1) if failure.wait is None else failure.wait
                if tried == self.limits.tries or not self._may_wait(wait):
                    raise KoladaUnreachable(failure.words) from failure
            self._sleep(wait)
        raise AssertionError("The last try answers or raises.")

    def _may_wait(self, wait: float) -> bool:
        return wait <= self.limits.longest_wait and wait < self._ends - self._clock()

    def _ask(self, address: str) -> bytes:
        left = self._ends - self._clock()
        if left <= 0:
            raise KoladaUnreachable(_too_slow())
        timeout = urllib3.Timeout(
            connect=min(self.limits.connect_seconds, left), read=min(self.limits.read_seconds, left)
        )
        with _failures_in_words():
            response = self._pool.urlopen(
                "GET",
                address,
                headers={"Accept": "application/json", "User-Agent": _user_agent()},
                redirect=False,
                retries=False,
                timeout=timeout,
                preload_content=False,
                decode_content=False,
            )
        try:
            _refuse(response)
            return self._body(response)
        finally:
            # Whatever is unread stays so; the next question opens a connection of its own.
            response.close()

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """All of the body; small pieces, so that neither size nor time outruns its limit."""
        body = bytearray()
        while True:
            with _failures_in_words():
                piece = response.read1(_CHUNK)
            if not piece:
                return bytes(body)
            body += piece
            if len(body) > self.limits.answer_bytes:
                raise KoladaBroken(
                    _("Kolada’s answer is far larger than expected. Nothing of it is used.")
                )
            if self._clock() >= self._ends:
                raise KoladaUnreachable(_too_slow())


class _TryAgain(Exception):
    """This try failed in a way that another may not; `wait` is how long the other side asks."""

    def __init__(self, words: str, wait: float | None = None) -> None:
        super().__init__(words)
        self.words, self.wait = words, wait


@contextmanager
def _failures_in_words() -> Iterator[None]:
    try:
        yield
    except (HTTPError, OSError) as error:
        raise _TryAgain(_("Kolada can’t be reached right now. Try again in a while.")) from error


def _refuse(response: urllib3.BaseHTTPResponse) -> None:
    """Raise for every answer that is not the one asked for."""
    status = response.status
    if status == 200:
        return
    if status == _TOO_MANY_REQUESTS or status >= 500:
        words = (
            _("Kolada has a fault right now. Try again in a while.")
            if status >= 500
            else _("Kolada has more to do than it can manage right now. Try again in a while.")
        )
        raise _TryAgain(words, _retry_after(response.headers.get("Retry-After", "")))
    if 300 <= status < 400:
        raise KoladaRefused(
            _("Kolada’s figures have moved to another address. Tell those who run this service.")
        )
    raise KoladaRefused(
        _("Kolada doesn’t answer this question (code %(code)d). Check what is asked for.")
        % {"code": status}
    )


def _retry_after(header: str) -> float | None:
    """The seconds that the other side asks us to wait; None when it says nothing readable."""
    header = header.strip()
    if header.isascii() and header.isdigit() and len(header) < 10:
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - timezone.now()).total_seconds())


def _checked(url: str) -> SplitResult:
    """The setting's address in parts: https, or http on this machine, and nothing hidden in it."""
    words = _("The address of Kolada in this service’s settings can’t be used: %(url)s")
    try:
        parts = urlsplit(url.rstrip("/"))
        port = parts.port
    except ValueError:
        raise KoladaMisconfigured(words % {"url": "KOLADA_URL"}) from None
    allowed = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    hidden = parts.username or parts.password or parts.query or parts.fragment
    if not allowed or not parts.hostname or hidden or port == 0:
        raise KoladaMisconfigured(
            words % {"url": parts._replace(netloc=parts.hostname or "").geturl()}
        )
    return parts


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _pool(base: SplitResult) -> urllib3.HTTPConnectionPool:
    kind = urllib3.HTTPSConnectionPool if base.scheme == "https" else urllib3.HTTPConnectionPool
    return kind(str(base.hostname), _port(base), maxsize=1)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _ports(base: SplitResult) -> set[int]:
    """The ports that mean the same host; behind a proxy an API may name itself with plain http."""
    return {_port(base), 80} if _port(base) == 443 else {_port(base)}


def _too_slow() -> str:
    return _("Kolada answers too slowly right now. Try again in a while.")


def _user_agent() -> str:
    return f"Modellkonceptet (+{settings.SITE_URL}; {settings.CONTACT_EMAIL})"
