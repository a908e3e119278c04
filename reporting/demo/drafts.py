"""Applications to the demo's open round that are still being written."""

from applications.editing import SECTION_KEYS
from reporting.demo.applicants import Applicant, DemoDecision, board_decision, cemr

# Everything is in place but what the finance office knows: the reference and where to mail.
LUND = Applicant(
    code="1281",
    domain="lund.example",
    writer="Strateg",
    mailbox="strateg.lund",
    department="Kommunkontoret",
    policy=cemr(2012),
    apply=board_decision(10, "KS {year}/0340"),
    started=9,
    titles=("Ledamot i kommunstyrelsen", "Förvaltningschef", "Strateg för jämställdhet"),
    why=(
        "Vi undertecknade CEMR-deklarationen 2012 och har sedan dess arbetat med jämställdhet i"
        " flera förvaltningar. Arbetet har burits av enskilda verksamheter. Nu vill vi att det ska"
        " märkas i hur hela kommunen styrs, leds och följs upp.\n\n"
        "Vi vill bli bättre på att läsa vår egen statistik: vem får vilket stöd, vem står utanför"
        " och vad beror det på? Målet är att en förälder, en elev eller en brukare får lika bra"
        " service oavsett kön och bostadsområde."
    ),
    focus_areas=("school", "social", "steering"),
    done_so_far=(
        "Könsuppdelad statistik finns i de flesta årsredovisningar, men analysen är ojämn. Två"
        " nämnder har prövat att konsekvensbedöma sina förslag före beslut. Våra chefer har gått en"
        " grundutbildning."
    ),
    related_work=(
        "Kommunens program för social hållbarhet, där jämställdhet är en av flera delar, och den"
        " regionala strategin för ett jämställt Skåne. Vi deltar också i länets nätverk mot våld i"
        " nära relationer."
    ),
    address="Lunds kommun\nEkonomiavdelningen\nBox 41",
    postcode="221 00",
    town="Lund",
    partners=("Helsingborg", "Region Kronoberg"),
    theme="Styrning och uppföljning som leder till ändrade arbetssätt",
    left_out=("invoice.reference", "invoice.email"),
)

DRAFTS = (
    LUND,
    Applicant(
        code="1286",
        domain="ystad.example",
        writer="Sökande",
        mailbox="sokande",
        department="Kommunledningskontoret",
        policy=DemoDecision(16, "council", number="KS {year}/118", kind="council"),
        apply=board_decision(9, "KS {year}/121"),
        started=4,
        titles=("Ordförande i socialnämnden", "", "Utvecklingsledare"),
        why=(
            "Vi vill veta om hemtjänsten ger lika mycket stöd till kvinnor och män med samma"
            " behov, och ändra det som inte håller."
        ),
        focus_areas=("elderly", "social"),
        sections=SECTION_KEYS[:6],
        left_out=("decision_to_apply.decided_on", "commitments.commitment_mentor"),
    ),
    Applicant(
        code="2422",
        domain="sorsele.example",
        writer="Folkhälsosamordnare",
        mailbox="folkhalsa",
        department="Kommunledningsstaben",
        policy=cemr(2021),
        apply=board_decision(12, ""),
        started=1,
        sections=SECTION_KEYS[:1],
    ),
    # The council has decided, but the minutes are not attached yet.
    Applicant(
        code="0860",
        domain="hultsfred.example",
        writer="Kvalitetscontroller",
        mailbox="kvalitet",
        department="Barn- och utbildningsförvaltningen",
        policy=DemoDecision(-410, "council", number="KS {year}/77", kind="council"),
        apply=DemoDecision(
            7, "committee", body_name="Barn- och utbildningsnämnden", number="BUN {year}/34"
        ),
        started=6,
        titles=("Ordförande i nämnden", "Skolchef", "Kvalitetscontroller"),
        why=(
            "Pojkarna i våra högstadieskolor halkar efter i läsning, medan flickorna mår sämre."
            " Vi behöver ett arbetssätt där lärare och chefer ser båda delarna samtidigt."
        ),
        focus_areas=("school",),
        sections=SECTION_KEYS[:6],
    ),
    # Written by somebody whose address SKR does not know: waits for SKR to accept the sender.
    Applicant(
        code="1984",
        domain="radgivarna.example",
        writer="Inhyrd konsult",
        mailbox="uppdrag",
        department="Kommunledningskontoret",
        policy=cemr(2019),
        apply=board_decision(14, "KS {year}/210"),
        started=5,
        sections=SECTION_KEYS[:3],
        is_known=False,
    ),
)
