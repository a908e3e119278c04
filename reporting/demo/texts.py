"""The demo round's invitation, questions and answers: the product's own words."""

INVITATION_SV = """\
Vill ni att kvinnor och män, flickor och pojkar får lika bra service hos er? Då är \
Modellkonceptet ett sätt att komma dit, tillsammans med andra.

Ni arbetar i en grupp om två eller tre organisationer. Ni jämför hur ni styr, leder och följer \
upp, och turas om att vara värd för tre lärandeträffar. Mellan träffarna prövar ni förbättringar \
hemma, i liten skala först. En mentor som själv har gått en tidigare omgång följer gruppen.

## Vad ni får

- en uppstartskonferens {kick_off}, lunch till lunch, och en resultatkonferens i slutet
- en strategträff med SKR inför varje lärandeträff
- vägledning, material och metodstöd på en lärplattform
- grundutbildning i jämställdhetsintegrering för alla som deltar

## Vad ni bidrar med

Ledande politiker, chef med mandat och en nyckelperson deltar i varje träff. Regioner utser \
också en verksamhet och tar med sin ekonomichef. Ni betalar själva för era lärandeträffar och \
resor.

Samarbeta gärna med länsstyrelsen, andra myndigheter och grannar i ert län.
"""

INVITATION_EN = """\
Do you want women and men, girls and boys to get equally good services? Then Modellkonceptet is \
a way to get there, together with others.

You work in a group of two or three organisations. You compare how you steer, lead and follow \
up, and take turns to host three learning meetings. Between the meetings you try out \
improvements at home, on a small scale first. A mentor who has been through an earlier round \
follows the group.

## What you get

- a kick-off conference, lunch to lunch, and a results conference at the end
- a strategist meeting with SKR before each learning meeting
- guidance, material and support on a learning platform
- basic training in gender mainstreaming for everybody who takes part

## What you bring

A leading politician, a manager with a mandate and a key person attend every meeting. Regions \
also designate an operation and bring their finance manager. You pay for your own learning \
meetings and travel.
"""

QUESTIONS = (
    {
        "question_sv": "Måste kommunfullmäktige ha fattat beslutet?",
        "question_en": "Must the municipal council have taken the decision?",
        "answer_sv": "Nej. Det räcker att ett politiskt organ har beslutat om"
        " jämställdhetsintegrering, till exempel fullmäktige, styrelsen eller en nämnd. Har ni"
        " undertecknat CEMR-deklarationen är förutsättningen uppfylld.",
        "answer_en": "No. It is enough that a political body has decided on gender"
        " mainstreaming, for instance the council, the executive board or a committee. If you have"
        " signed the CEMR declaration, the condition is met.",
    },
    {
        "question_sv": "Vad gör vi om beslutet att delta inte hinner fattas i tid?",
        "question_en": "What if our decision to take part cannot be taken in time?",
        "answer_sv": "Anmäl intresse ändå och skriv vilken dag beslutet är planerat. SKR kan anta"
        " er på villkor, och ni lämnar beslutet när det är fattat.",
        "answer_en": "Apply anyway and say for which day the decision is planned. SKR can admit"
        " you on condition, and you hand in the decision once it is taken.",
    },
    {
        "question_sv": "Kan en stadsdel eller en förvaltning delta?",
        "question_en": "Can a city district or an administration take part?",
        "answer_sv": "Ja. Välj er kommun eller region i anmälan och ange sedan vilken enhet det"
        " gäller.",
        "answer_en": "Yes. Choose your municipality or region in the application, and then name"
        " the unit.",
    },
    {
        "question_sv": "Hur mycket tid tar det?",
        "question_en": "How much time does it take?",
        "answer_sv": "Räkna med ungefär 20 arbetsdagar för den som är strateg. Politiker och"
        " chefer förbereder sig för och deltar i fem träffar. Dessutom behövs tid för"
        " förbättringsarbetet hemma.",
        "answer_en": "Reckon with about 20 working days for the strategist. Politicians and"
        " managers prepare for and attend five meetings. The improvement work at home takes time"
        " besides.",
    },
    {
        "question_sv": "Får vi önska vilka vi arbetar tillsammans med?",
        "question_en": "May we wish for whom to work with?",
        "answer_sv": "Ja, skriv era önskemål i anmälan. SKR försöker sätta samman grannar, så att"
        " resorna blir korta, eller organisationer som vill arbeta med samma tema.",
        "answer_en": "Yes, write your wishes in the application. SKR tries to bring neighbours"
        " together, so that travel is short, or organisations that share a theme.",
    },
    {
        "question_sv": "När kommer fakturan?",
        "question_en": "When does the invoice come?",
        "answer_sv": "Under omgångens första år. I anmälan skriver ni hur ni vill ha den och vilken"
        " referens den ska märkas med.",
        "answer_en": "During the round's first year. In the application you say how you want it"
        " and with which reference.",
    },
)
