"""Extracts of minutes to attach: small PDF files, drawn without the libraries of real documents."""

import io
from typing import Any

_TOP, _LEFT, _LINE = 760, 72, 22


def draw_minutes(*, organisation: str, body: str, day: str, number: str, matter: str) -> bytes:
    """One page of A4 that says what was decided."""
    return _page(
        [
            organisation,
            f"Protokollsutdrag, {body}",
            f"{day}    Dnr {number}",
            "",
            matter,
            "",
            "Beslut",
            "Förslaget bifalls.",
            "",
            "Påhittat underlag till en demonstration.",
        ]
    )


def _page(lines: list[str]) -> bytes:
    import pikepdf  # heavy

    pdf = pikepdf.new()
    font: Any = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    text = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    content = f"BT /F1 12 Tf {_LINE} TL {_LEFT} {_TOP} Td\n{text}ET"
    page.Contents = pdf.make_stream(content.encode("cp1252", "replace"))
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
