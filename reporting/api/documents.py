"""A result report's document as an answer: what was written, and the facts beside it."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from reporting.api.words import told
from reporting.report_content import Document, Heading, Items, Node, Picture, Table, Text

_KIND = _("What kind of part it is.")


class Rubrik(Schema):
    slag: Literal["rubrik"] = told(_KIND, "rubrik")
    text: str = told(_("The heading."), "Mål")


class Stycke(Schema):
    slag: Literal["stycke"] = told(_KIND, "stycke")
    text: str = told(_("The text."), "Fler flickor deltar i simskolan.")


class Lista(Schema):
    slag: Literal["lista"] = told(_KIND, "lista")
    punkter: list[str] = told(_("The items of the list."), ["Simskola på kvällstid"])


class Tabell(Schema):
    slag: Literal["tabell"] = told(_KIND, "tabell")
    rubrik: str = told(_("What the table is about."), "Deltagare i simskolan")
    huvud: list[str] = told(_("The headings of its columns."), ["Termin", "Flickor", "Pojkar"])
    rader: list[list[str]] = told(
        _("Its rows; the first cell names the row."), [["VT", "40", "60"]]
    )


class Bild(Schema):
    """A chart in words; its figures stand in a table beside it."""

    slag: Literal["bild"] = told(_KIND, "bild")
    slutsats: str = told(_("What the chart shows."), "Skillnaden har minskat")
    om: str = told(_("What it is a chart of."), "Andel, procent, per månad")
    kalla: str = told(_("The chart’s source."), "Egen uppföljning")


class Fakta(Schema):
    namn: str = told(_("What the fact is about."), "Organisation")
    varde: str = told(_("The fact."), "Lund")


class Avsnitt(Schema):
    nyckel: str = told(
        _("The section’s short name, the same in all reports of a form."), "resultat"
    )
    rubrik: str = told(_("The section’s heading."), "Vad ni gjorde")
    text: str = told(_("What the organisation has written."), "Vi började med simskolan.")
    innehall: list[
        Annotated[Rubrik | Stycke | Lista | Tabell | Bild, Field(discriminator="slag")]
    ] = told(_("What is known from the work that was logged."), [])


class Dokument(Schema):
    """As it was sent in or published; a report that is being written, as it stands now."""

    titel: str = told(_("The document’s title."), "Slutrapport")
    fakta: list[Fakta] = told(_("Whose it is, and of when."))
    avsnitt: list[Avsnitt] = told(_("Its sections, in their order."))


def document_as_answer(document: Document) -> dict[str, Any]:
    return {
        "titel": document.title,
        "fakta": [{"namn": name, "varde": value} for name, value in document.facts],
        "avsnitt": [
            {
                "nyckel": part.key,
                "rubrik": part.title,
                "text": part.text,
                "innehall": [_node(node) for node in part.nodes],
            }
            for part in document.parts
        ],
    }


def _node(node: Node) -> dict[str, Any]:
    match node:
        case Heading():
            return {"slag": "rubrik", "text": node.text}
        case Text():
            return {"slag": "stycke", "text": node.text}
        case Items():
            return {"slag": "lista", "punkter": list(node.items)}
        case Table():
            rows = [list(row) for row in node.rows]
            return {"slag": "tabell", "rubrik": node.caption, "huvud": node.head, "rader": rows}
        case Picture():
            return {
                "slag": "bild",
                "slutsats": node.finding,
                "om": node.meta,
                "kalla": node.source,
            }
