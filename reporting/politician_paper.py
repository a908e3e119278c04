"""The politician's page on one sheet of paper."""

import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from modellkonceptet.pdf import render_pdf
from reporting.politician_page import PoliticianPage

# So many periods fit as a table beside everything else; of more the figures are read aloud.
MOST_ROWS = 6
# From all there is to what a politician cannot do without.
FULL, WITHOUT_TABLE, LOW, WITHOUT_ROUND, SMALL = range(5)


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper when so much has been left out."""

    page: PoliticianPage
    tightness: int

    @property
    def has_table(self) -> bool:
        chart = self.page.chart
        rows = len(chart.figure.rows) if chart else 0
        return self.tightness < WITHOUT_TABLE and 0 < rows <= MOST_ROWS

    @property
    def has_round(self) -> bool:
        return self.tightness < WITHOUT_ROUND

    @property
    def is_low(self) -> bool:
        """Whether the chart is drawn lower."""
        return self.tightness >= LOW

    @property
    def is_small(self) -> bool:
        return self.tightness >= SMALL

    @cached_property
    def picture(self) -> SafeString | None:
        """The wide light chart; without a table its figures are read aloud instead of it."""
        chart = self.page.chart
        if chart is None:
            return None
        printed = next((one for one in chart.figure.pictures if one.is_printed), None)
        if printed is None:
            return None
        if self.has_table:
            return printed.markup
        figure = chart.figure
        rows = [
            ", ".join(
                f"{name} {cell}" for name, cell in zip(figure.columns[1:], row[1:], strict=True)
            )
            for row in figure.rows
        ]
        said = "; ".join(f"{row[0]}: {words}" for row, words in zip(figure.rows, rows, strict=True))
        # The renderer's own markup; what is put into it is escaped.
        return mark_safe(  # noqa: S308
            printed.svg.replace("</title>", f" {escape(said)}.</title>", 1)
        )


def politician_pdf(page: PoliticianPage) -> bytes:
    """One page: what does not fit is left out, the least needed first."""
    sheets = [Sheet(page, tightness) for tightness in range(FULL, SMALL + 1)]
    if not sheets[FULL].has_table:
        del sheets[WITHOUT_TABLE]
    for sheet in sheets:
        content = _render(sheet)
        if pages_of(content) == 1:
            break
    return content


def pages_of(content: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _render(sheet: Sheet) -> bytes:
    page = sheet.page
    context: dict[str, Any] = {
        "sheet": sheet,
        "page": page,
        "participation": page.participation,
        "organiser": settings.ORGANISER_NAME,
    }
    return render_pdf(
        template="pdf/politician.html",
        context=context,
        language=page.language,
        title=_("How it goes for %(who)s") % {"who": page.who},
        created=timezone.now(),
        identifier=f"politician-{page.participation.pk}",
    )
