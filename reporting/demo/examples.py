"""Learning examples and a page of SKR's own, so that the archive has something to read."""

from collections.abc import Mapping
from datetime import date

from cohorts.models import Organisation
from modellkonceptet.accounts.models import User
from reporting.models import LearningExample, TextPage
from reporting.services.learning_examples import Told, add_example, publish_example
from reporting.services.text_pages import Typed, add_text, publish_text

SWIMMING = """## Så började det

Fritidsnämnden räknade för första gången vilka som gick i simskolans fortsättningsgrupper. Fyra av \
tio var flickor. I nybörjargrupperna var det hälften.

## Vad de ändrade

1. Två av kvällstiderna flyttades till eftermiddagen, direkt efter skolan.
2. Reglerna om badkläder skrevs om så att de säger vad som är tillåtet, inte vad som är förbjudet.
3. Ledarna frågade de barn som slutade varför de gjorde det.

De prövade först i ett av badhusen under en termin.

## Vad det gav

| Termin | Flickor | Pojkar |
| --- | --- | --- |
| Före | 41 | 62 |
| Efter en termin | 52 | 63 |
| Efter två terminer | 58 | 61 |

## Det här kan du ta med dig

- Räkna dem som slutar, inte bara dem som börjar.
- Pröva på ett ställe innan ni ändrar överallt.
"""
HOME_HELP = """## Så började det

Kvinnor och män som bodde ensamma och hade samma behov fick olika många timmar hemtjänst. \
Skillnaden syntes när biståndsbesluten delades upp på kön.

## Vad de ändrade

Handläggarna fick en fråga till i utredningsmallen: *Skulle beslutet bli detsamma om personen \
hade ett annat kön?* En gång i månaden läste de tre anonyma ärenden tillsammans.

## Vad det gav

Efter ett halvår var skillnaden i timmar hälften så stor. Nämnden följer den nu i varje \
tertialrapport.

## Det här kan du ta med dig

- En enda fråga räcker om den ställs varje gång.
- Låt nämnden se siffrorna innan ni har ett svar.
"""
BUDGET = """## Så började det

Budgetanvisningarna bad om nyckeltal, men inte om att de skulle delas upp på kön. Därför gjorde \
nästan ingen det.

## Vad de ändrade

Ekonomiavdelningen skrev en mening i anvisningarna: statistik om personer redovisas för kvinnor \
och män, och den som inte kan det skriver varför.

## Vad det gav

Åtta av tio nämnder delade upp sina nyckeltal redan första året. De två andra skrev varför de inte \
kunde, och fick hjälp.
"""
PAGE = """Modellkonceptet är ett sätt att lära av varandra i styrning och verksamhet.

## Tre saker som återkommer

- **Börja i kärnverksamheten.** Frågan är om flickor och pojkar, kvinnor och män får lika bra \
service.
- **Pröva i liten skala.** Ett ärende, en enhet, en månad.
- **Låt politiken fråga efter resultatet.** Det som efterfrågas blir gjort.

Läs mer i [lärande exempel](/arkiv/exempel/) och i [metodens ord](/ordlista/).
"""
# Of the municipality that the demo has made up results for; invented, as all of the demo.
EXAMPLES = (
    (
        "1281",
        "Nya tider i simskolan fick fler flickor att fortsätta",
        "New times at the swimming school made more girls continue",
        "Efter två terminer med nya tider fortsatte nästan lika många flickor som pojkar.",
        "culture",
        ("routines", "statistics"),
        SWIMMING,
        1,
    ),
    (
        "1286",
        "En fråga i mallen gav lika mycket hemtjänst för samma behov",
        "",
        "Handläggarna frågar sig i varje ärende om könet har spelat någon roll för beslutet.",
        "elderly",
        ("decision_papers", "follow_up"),
        HOME_HELP,
        0,
    ),
    (
        "1267",
        "En mening i budgetanvisningarna gav statistik om kvinnor och män",
        "",
        "Den som inte delar upp sina nyckeltal skriver varför. Åtta av tio nämnder delade upp dem.",
        "steering",
        ("budget", "statistics"),
        BUDGET,
        0,
    ),
)


def ensure_examples(*, today: date, people: Mapping[str, User]) -> int:
    """Write them if there are none; say how many were written."""
    lead = people["projektledare@skr.example"]
    if not TextPage.objects.exists():
        typed = Typed(
            "Så arbetar deltagarna",
            PAGE,
            title_en="How participants work",
            description_sv="Tre saker som de som har deltagit brukar säga till nästa.",
        )
        publish_text(page=add_text(typed=typed, actor=lead), actor=lead)
    if LearningExample.objects.exists():
        return 0
    written = 0
    for code, title, title_en, summary, operation, links, body, years_ago in EXAMPLES:
        organisation = Organisation.objects.filter(kind="municipality", code=code).first()
        if organisation is None:
            continue
        told = Told(
            organisation,
            title,
            operation,
            today.year - years_ago,
            title_en=title_en,
            summary_sv=summary,
            body=body,
            steering_links=links,
        )
        publish_example(example=add_example(told=told, report=None, actor=lead), actor=lead)
        written += 1
    return written
