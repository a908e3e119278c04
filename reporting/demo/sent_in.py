"""Applications to the demo's open round that have been sent in."""

from reporting.demo.applicants import Applicant, DemoDecision, board_decision, cemr, own_policy

MUNICIPALITIES = (
    Applicant(
        code="2584",
        domain="kiruna.example",
        writer="Utvecklingsledare",
        mailbox="utveckling",
        department="Kommunledningskontoret, utvecklingsenheten",
        policy=own_policy(-320, "KS {year}/204", "Policy för jämställdhet i service och styrning"),
        apply=board_decision(11, "KS {year}/312"),
        started=18,
        sent=12,
        titles=("Ordförande i socialnämnden", "Förvaltningschef", "Utvecklingsledare"),
        why=(
            "När en hel stad flyttar planeras skolor, gator och mötesplatser om på några få år. Vi"
            " vill att besluten bygger på hur kvinnor och män, flickor och pojkar faktiskt använder"
            " dem."
        ),
        focus_areas=("planning", "culture"),
        done_so_far="Vi har kartlagt vilka som bokar våra idrottshallar och till vilka tider.",
        postcode="981 85",
        town="Kiruna",
        reference="Ref 31120",
        partners=("Luleå", "Region Norrbotten"),
        theme="Samhällsbyggnad i förändring",
    ),
    Applicant(
        code="2480",
        domain="umea.example",
        writer="Jämställdhetsstrateg",
        mailbox="jamstalldhet",
        department="Stadsledningskontoret",
        policy=own_policy(-900, "KS-{year}/00411", "Strategi för jämställdhetsarbetet"),
        apply=board_decision(-13, "KS-{year}/00902"),
        started=19,
        sent=10,
        titles=("Ledamot i kommunstyrelsen", "Stadsdirektör", "Jämställdhetsstrateg"),
        why=(
            "Vi har lång vana av könsuppdelad statistik. Steget från siffra till ändrat arbetssätt"
            " är ändå svårt, särskilt i ekonomistyrningen. Där vill vi pröva nytt tillsammans med"
            " andra."
        ),
        focus_areas=("steering", "work"),
        done_so_far=(
            "Tidigare mentor för två kommuner. Alla nämnder redovisar kön i sina"
            " kvalitetsrapporter."
        ),
        related_work="Översiktsplanen, arbetsmarknadsprogrammet och Agenda 2030.",
        postcode="901 84",
        town="Umeå",
        reference="U-77310",
        theme="Budget med jämställdhetsperspektiv",
    ),
    Applicant(
        code="1780",
        domain="karlstad.example",
        writer="Hållbarhetsstrateg",
        mailbox="hallbarhet",
        department="Kommunledningskontoret, hållbarhet",
        policy=cemr(2009),
        apply=board_decision(13, "KS-{year}-451"),
        started=15,
        sent=6,
        titles=("Ordförande i gymnasienämnden", "Utbildningsdirektör", "Hållbarhetsstrateg"),
        why=(
            "Vuxenutbildningen är vår största hävstång. Ändå väljer kvinnor och män nästan helt"
            " olika utbildningar. Vi vill ändra hur vi vägleder och hur vi planerar utbudet."
        ),
        focus_areas=("work", "school"),
        postcode="651 84",
        town="Karlstad",
        reference="KLK4410",
        partners=("Kristinehamn",),
    ),
    # A city district of its own.
    Applicant(
        code="0180",
        domain="stockholm.example",
        writer="Verksamhetsutvecklare, stadsdelen",
        mailbox="stadsdel",
        department="Stadsdelsförvaltningen, avdelningen för barn och unga",
        policy=cemr(2008),
        apply=DemoDecision(8, "committee", body_name="Stadsdelsnämnden", number="SDN {year}/0088"),
        started=13,
        sent=5,
        titles=("Ordförande i stadsdelsnämnden", "Stadsdelsdirektör", "Verksamhetsutvecklare"),
        why=(
            "Fritidsgårdarna når mest pojkar och ungdomsmottagningen mest flickor. Vi vill förstå"
            " varför och göra om det vi erbjuder tillsammans med ungdomarna."
        ),
        focus_areas=("culture", "social"),
        postcode="120 00",
        town="Stockholm",
        reference="SDF 2210",
        partners=("Botkyrka",),
        district="Stadsdelsområde Söderort",
    ),
    Applicant(
        code="0360",
        domain="tierp.example",
        writer="Förvaltningssekreterare",
        mailbox="forvaltning",
        department="Vård och omsorg",
        policy=own_policy(-150, "KS {year}/90", "Mål och budget: jämställd service"),
        apply=board_decision(-8, "KS {year}/133"),
        started=16,
        sent=9,
        titles=("Ordförande i omsorgsutskottet", "Förvaltningschef", "Förvaltningssekreterare"),
        why="Vi vill få en mer jämställd äldreomsorg.",
        focus_areas=("elderly",),
        postcode="815 80",
        town="Tierp",
        reference="VO 118",
    ),
    Applicant(
        code="0880",
        domain="kalmar.example",
        writer="Utvecklingsstrateg",
        mailbox="utveckling",
        department="Kommunledningskontoret",
        policy=own_policy(-700, "KS {year}/0567", "Program för lika villkor"),
        apply=board_decision(-15, "KS {year}/0931"),
        started=20,
        sent=14,
        titles=("Ordförande i kommunstyrelsen", "Kommundirektör", "Utvecklingsstrateg"),
        why=(
            "Efter den förra omgången ändrade vi hur vi följer upp försörjningsstöd. Nu vill vi"
            " göra samma sak i förskolan och i det förebyggande sociala arbetet."
        ),
        focus_areas=("school", "social"),
        done_so_far="Deltagare och därefter mentor i tidigare omgångar.",
        postcode="391 26",
        town="Kalmar",
        reference="KS-0931",
        theme="Förebyggande arbete med barn och unga",
    ),
    Applicant(
        code="1283",
        domain="helsingborg.example",
        writer="Programansvarig",
        mailbox="program",
        department="Stadsledningsförvaltningen",
        policy=cemr(2013),
        apply=board_decision(-11, "SLF {year}/604"),
        started=17,
        sent=11,
        titles=("Ordförande i vård- och omsorgsnämnden", "Stadsdirektör", "Programansvarig"),
        why=(
            "Våra biståndsbeslut ser olika ut för ensamboende kvinnor och män. Vi vill hitta"
            " orsakerna i handläggningen och pröva nya rutiner i liten skala."
        ),
        focus_areas=("elderly", "steering"),
        related_work="Kvalitetsprogrammet och stadens livskvalitetsprogram.",
        postcode="251 89",
        town="Helsingborg",
        reference="HBG 50021",
        partners=("Lund", "Malmö"),
    ),
    Applicant(
        code="0484",
        domain="eskilstuna.example",
        writer="Utredare",
        mailbox="utredning",
        department="Kommunledningskontoret",
        policy=cemr(2007),
        apply=board_decision(-16, "KSKF/{year}:288"),
        started=21,
        sent=15,
        titles=("Ledamot i kommunstyrelsen", "Kommundirektör", "Utredare"),
        why=(
            "Vi var med i den första omgången och har varit mentor sedan dess. Nu har vi nya chefer"
            " och ett nytt styrsystem, och vill bygga in jämställdhet i det från början."
        ),
        focus_areas=("steering", "health"),
        done_so_far="Ledningssystem för jämställdhet sedan flera år, nu under omarbetning.",
        postcode="631 86",
        town="Eskilstuna",
        reference="10288",
        partners=("Västerås",),
    ),
    Applicant(
        code="1496",
        domain="skovde.example",
        writer="Folkhälsostrateg",
        mailbox="folkhalsa",
        department="Sektor styrning",
        policy=cemr(2010),
        apply=board_decision(-9, "KS{year}.0214"),
        started=14,
        sent=8,
        titles=("Ordförande i kommunstyrelsen", "Sektorchef", "Folkhälsostrateg"),
        why=(
            "Flickor i årskurs 9 uppger allt sämre hälsa. Elevhälsa, fritid och socialtjänst"
            " arbetar var för sig. Vi vill pröva gemensamma insatser och följa vad de ger."
        ),
        focus_areas=("health", "school"),
        postcode="541 83",
        town="Skövde",
        reference="SK 7745",
        theme="Ungas hälsa",
    ),
    # The decisions come long after the start of the round.
    Applicant(
        code="2321",
        domain="are.example",
        writer="Administrativ chef",
        mailbox="administration",
        department="Kommunkansliet",
        policy=DemoDecision(395, "council", number="KS.{year}.61", kind="council"),
        apply=DemoDecision(350, "board", number="KS.{year}.64"),
        started=12,
        sent=4,
        titles=("Ledamot i kommunstyrelsen", "Kommundirektör", "Administrativ chef"),
        why=(
            "Besöksnäringen växer och många flyttar in. Vi vill planera barnomsorg och bostäder så"
            " att både kvinnor och män kan arbeta här året om."
        ),
        focus_areas=("planning",),
        focus_other="Näringsliv och besöksnäring",
        postcode="837 22",
        town="Järpen",
        reference="ÅRE 140",
    ),
    Applicant(
        code="0840",
        domain="morbylanga.example",
        writer="Kanslichef",
        mailbox="kansli",
        department="Kommunledningskontoret",
        policy=own_policy(-260, "KS {year}/52", "Plan för jämställdhetsintegrering"),
        apply=board_decision(15, "KS {year}/160"),
        started=17,
        sent=13,
        why="Vi vill ta reda på hur kollektivtrafik och fritid fungerar för unga på landsbygden.",
        focus_areas=("culture", "planning"),
        postcode="386 80",
        town="Mörbylånga",
        reference="MBL 22",
    ),
)
REGION_TITLES = ("Regionråd", "Förvaltningschef", "Strateg", "Ekonomichef")
REGIONS = (
    Applicant(
        kind="region",
        code="12",
        domain="skane.example",
        writer="Strateg",
        mailbox="strateg",
        department="Koncernkontoret",
        policy=own_policy(-480, "{year}-POL000118", "Policy för lika rättigheter"),
        apply=board_decision(14, "{year}-POL000207"),
        started=10,
        sent=3,
        titles=REGION_TITLES,
        operation="Primärvård",
        why=(
            "Kvinnor söker oftare och får ändå senare hjälp vid flera vanliga diagnoser. Vi vill"
            " att vårdcentralerna ser sina egna skillnader och prövar ändringar i mötet med"
            " patienten."
        ),
        focus_areas=("health",),
        done_so_far="Väntetider redovisas efter kön sedan två år.",
        postcode="291 89",
        town="Kristianstad",
        reference="R 640118",
        partners=("Region Kronoberg", "Region Halland"),
        theme="Jämlik vård",
    ),
    Applicant(
        kind="region",
        code="21",
        domain="gavleborg.example",
        writer="Folkhälsostrateg",
        mailbox="folkhalsa",
        department="Hållbarhetsavdelningen",
        policy=own_policy(-620, "RS {year}/415", "Strategi för en jämställd region"),
        apply=board_decision(12, "RS {year}/702"),
        started=18,
        sent=7,
        titles=REGION_TITLES,
        operation="Regional utveckling",
        why=(
            "Stödet till företag går till stor del till män, och utbildningsnivån skiljer sig mer"
            " mellan könen här än i landet. Vi vill ändra hur vi utlyser, bedömer och följer upp."
        ),
        focus_areas=("regional", "steering"),
        related_work="Den regionala utvecklingsstrategin och länets kompetensförsörjningsplan.",
        postcode="801 88",
        town="Gävle",
        reference="RG-20415",
        partners=("Region Värmland",),
    ),
)
SENT_IN = (*MUNICIPALITIES, *REGIONS)
