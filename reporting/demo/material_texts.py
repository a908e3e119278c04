"""Texts of the demo's material: what one reads before and between the meetings."""

from dataclasses import dataclass

from cohorts.enums import Function

LEADERS = (Function.POLITICIAN, Function.SENIOR_MANAGER)
COORDINATORS = (Function.KEY_PERSON, Function.STRATEGIST)


@dataclass(frozen=True)
class Piece:
    """One material of a programme; `step` is the number of the method's step."""

    step: int
    title_sv: str
    title_en: str
    summary_sv: str
    summary_en: str
    body_sv: str = ""
    body_en: str = ""
    kind: str = "page"
    url: str = ""
    functions: tuple[str, ...] = ()
    is_required: bool = False


PIECES = (
    Piece(
        1,
        "Grundutbildningen: vilka som går den, och varför",
        "The web training: who does it, and why",
        "20 till 30 personer hos er, före uppstarten.",
        "20 to 30 people with you, before the kick-off.",
        """Ingen lärandeträff ska behöva börja med vad jämställdhetsintegrering är. Därför går
teamet och de närmast berörda en utbildning på webben före uppstarten.

## Vilka

- politiker i både majoritet och opposition
- ledningsgruppen och cheferna i det område ni väljer
- strateger, och de som arbetar med ekonomi, personal och statistik
- bolagens ledning, om ni har bolag

## Så gör ni

1. Nyckelpersonen anmäler alla på en gång, från en lista.
2. Gå den ensam eller tillsammans. Tillsammans ger ofta bättre samtal efteråt.
3. Notera dagen. SKR ser hur många som är klara, inte vad någon svarat.

> Räkna med en halv arbetsdag per person, och boka tiden i kalendern redan nu.
""",
        """No learning meeting should have to begin with what gender mainstreaming is. So the team
and those closest to it do a training on the web before the kick-off.

## Who

- politicians of both majority and opposition
- the management group, and the managers in the field that you choose
- strategists, and those who work with finance, staff and statistics
- the heads of your companies, if you have any

## How

1. The key person registers everybody at once, from a list.
2. Do it alone or together. Together often makes a better talk afterwards.
3. Note the day. SKR sees how many are done, not what anybody answered.

> Count on half a working day for each person, and put it in the calendar now.
""",
        is_required=True,
    ),
    Piece(
        1,
        "Beskriv er organisation på fyra sidor",
        "Describe your organisation on four pages",
        "Gruppen läser den före uppstarten.",
        "The group reads it before the kick-off.",
        """De andra i gruppen ska förstå vilka ni är utan att fråga. Håll er till fyra sidor.

| Sida | Svara på |
|---|---|
| 1 | Hur många bor här, och hur ser åldrar och kön ut? |
| 2 | Hur styrs organisationen: nämnder, förvaltningar, bolag? |
| 3 | Vilka mål har fullmäktige beslutat, och vad prioriteras nu? |
| 4 | Vem har uppdraget i jämställdhetsarbetet, och när beslutades det? |

Avsluta med vad ni själva kan: vilka hos er har arbetat med jämställdhet, statistik och
förbättringsarbete förut?
""",
        """The others in the group should understand who you are without asking. Keep to four pages.

| Page | Answer |
|---|---|
| 1 | How many live here, and of which ages and sex? |
| 2 | How is the organisation steered: committees, administrations, companies? |
| 3 | Which goals has the council decided, and what comes first now? |
| 4 | Who has the assignment for gender equality, and when was it decided? |

End with what you know yourselves: who has worked with gender equality, statistics and improvement
before?
""",
        functions=COORDINATORS,
        is_required=True,
    ),
    Piece(
        3,
        "Styrkedjan: följ ett mål hela vägen",
        "The chain of steering: follow one goal all the way",
        "En övning på en timme för politiker och chefer.",
        "An exercise of an hour for politicians and managers.",
        """Välj **ett** mål om jämställdhet som ni redan har beslutat. Följ det sedan steg för steg.

1. Var står målet: i budgeten, i ett program, i en policy?
2. Vilken nämnd har tagit in det i sin egen plan, och med vilka ord?
3. Vad har förvaltningen fått för uppdrag, och av vem?
4. Hur märks det för den som möter en elev, en brukare eller en patient?
5. Vad kommer tillbaka: vilka siffror, uppdelade på kön, läser ni när året är slut?

Där kedjan går av börjar ert förbättringsarbete. Skriv ner stället i en mening, och ta med den
till träffen.
""",
        """Choose **one** goal for gender equality that you have already decided. Then follow it.

1. Where does it stand: in the budget, in a programme, in a policy?
2. Which committee has taken it into its own plan, and in which words?
3. What has the administration been asked to do, and by whom?
4. How is it felt by the one who meets a pupil, a client or a patient?
5. What comes back: which figures, for women and men, do you read when the year is over?

Where the chain breaks, your improvement begins. Write down the place in one sentence, and bring it
to the meeting.
""",
        functions=LEADERS,
        is_required=True,
    ),
    Piece(
        3,
        "Självskattningen: gör den tillsammans",
        "The self-assessment: do it together",
        "Samma frågor till politiker, chef och nyckelperson.",
        "The same questions to politician, manager and key person.",
        """Självskattningen är ett samtal med siffror i slutet, inte tvärtom.

- Sätt er tre: politiker, chef och nyckelperson. Avsätt en och en halv timme.
- Var och en skriver sin siffra **innan** någon säger något.
- Börja där ni skiljer er mest åt. Skillnaden är det viktigaste ni får veta.
- Enas om en siffra och en mening som säger varför.

Ni gör om den före varje lärandeträff. Det är rörelsen som räknas.
""",
        """The self-assessment is a talk with figures at its end, not the other way round.

- Sit down as three: politician, manager and key person. Set aside an hour and a half.
- Each writes a figure **before** anybody says anything.
- Begin where you differ most. The difference is the most important thing you learn.
- Agree on one figure and one sentence that says why.

You do it again before each learning meeting. It is the movement that counts.
""",
        is_required=True,
    ),
    Piece(
        4,
        "Pröva i liten skala",
        "Test on a small scale",
        "Planera, gör, studera, lär: ett varv på två veckor.",
        "Plan, do, study, act: one turn in two weeks.",
        """Ett varv ska vara så litet att det inte gör något om det misslyckas.

## Planera

Skriv vad ni tror ska hända, och för vem: kvinnor, män, flickor, pojkar.

## Gör

En avdelning, en grupp, en vecka. Anteckna det oväntade.

## Studera

Blev det som ni trodde? För vem blev det bättre?

## Lär

Behåll, ändra eller lägg ner, och börja nästa varv.
""",
        """One turn is to be so small that nothing is lost if it fails.

## Plan

Write what you believe will happen, and for whom: women, men, girls, boys.

## Do

One ward, one group, one week. Note what you did not expect.

## Study

Was it as you believed? For whom did it become better?

## Act

Keep, change or stop, and begin the next turn.
""",
        functions=(*COORDINATORS, Function.SENIOR_MANAGER),
    ),
    Piece(
        5,
        "Kolada: nyckeltal för kvinnor och män",
        "Kolada: key figures for women and men",
        "Jämför er med andra inom ett område.",
        "Compare yourselves with others in one field.",
        "Välj ett område, visa kvinnor och män var för sig och jämför med de andra i gruppen.",
        "Choose a field, show women and men separately, and compare with the others in the group.",
        kind="link",
        url="https://www.kolada.se/",
    ),
    Piece(
        8,
        "Berätta om resultatet på tio minuter",
        "Tell of the result in ten minutes",
        "Fem bilder som räcker till resultatkonferensen.",
        "Five slides that are enough for the results conference.",
        """1. Vad var det som inte var likvärdigt? En siffra för kvinnor, en för män.
2. Varför var det så?
3. Vad prövade ni?
4. Vad blev bättre, för vem, och hur vet ni det?
5. Vad gör ni nu, och vad kan andra ta över?

Säg också vad som **inte** fungerade. Det är ofta det som andra minns.
""",
        """1. What was not equal? One figure for women, one for men.
2. Why was it so?
3. What did you test?
4. What became better, for whom, and how do you know?
5. What do you do now, and what can others take over?

Say what did **not** work too. That is often what others remember.
""",
    ),
)
# What was added to the third piece after the first people had read it.
CHAIN_NEWS_SV = "Fråga 5 om vad som kommer tillbaka är ny."
FIRST_NAMES = (
    "Alma", "Bo", "Cecilia", "David", "Elsa", "Fatima", "Gunnar", "Hanna", "Ivar", "Jasmin",
    "Karl", "Lena", "Mohammed", "Nina", "Olle", "Petra", "Ragnar", "Sara", "Tor", "Ulla",
    "Viktor", "Ylva", "Åsa", "Örjan",
)  # fmt: skip
ROLES = (
    "Ledamot, majoritet", "Ledamot, opposition", "Förvaltningschef", "HR-specialist",
    "Controller", "Statistiker", "Enhetschef", "Kvalitetsstrateg",
)  # fmt: skip
