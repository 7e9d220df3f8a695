"""The invented promises behind the demo, in English and French. Years count from the year in which the demo is made.

A day is ``(year, month, day)`` with the year as an offset: ``(-1, 12, 31)`` is the last day of last year.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Day = tuple[int, int, int]


class Step(NamedTuple):
    """A milestone: its titles, start and due day, weight, and what was reported: (period offset, half, status, %)."""

    en: str
    fr: str
    starts: Day
    due: Day
    weight: int = 1
    said: tuple[tuple[int, int, str, int], ...] = ()
    finished: bool = True


class Promise(NamedTuple):
    """A commitment. ``verdicts``: (assessor, body, word, sentence en, sentence fr)."""

    number: str
    uid: str
    theme: str
    en: str
    fr: str
    problem: tuple[str, str]
    result: tuple[str, str]
    lead: str
    support: tuple[str, ...]
    tags: dict[str, tuple[str, ...]]
    steps: tuple[Step, ...]
    verdicts: tuple[tuple[str, str, str, str, str], ...] = ()
    note: dict[str, tuple[str, str]] = {}  # noqa: RUF012 - a tuple's default is shared, and nobody writes to it


FORUM = "Aldora Transparency Forum"
IRM = "Independent Reporting Mechanism"
JUSTICE, FINANCE = "Ministry of Justice and the Interior", "Ministry of Finance"
HEALTH, EDUCATION = "Ministry of Health", "Ministry of Education"
ENVIRONMENT, ECONOMY = "Ministry of the Environment", "Ministry of Economy and Transport"
DIGITAL, PARLIAMENT = "Agency for Digital Services", "Parliament of Aldora"

FOURTH: tuple[Promise, ...] = (
    Promise(
        "1",
        "ALD0042",
        "Fighting corruption",
        "Show who owns the companies that win public contracts",
        "Montrer à qui appartiennent les entreprises qui obtiennent des marchés publics",
        (
            "Companies that win contracts hide their owners, so conflicts of interest stay unseen.",
            "Des entreprises titulaires de marchés cachent leurs propriétaires.",
        ),
        (
            "Anybody can look up the owners of a supplier, beside the contract.",
            "Chacun peut consulter les propriétaires d’un fournisseur, à côté du contrat.",
        ),
        JUSTICE,
        (DIGITAL, FORUM),
        {
            "value": ("transparency", "accountability"),
            "policy-area": ("Beneficial Ownership", "Open Contracting"),
            "challenge-area": ("Anti-Corruption",),
            "sdg": ("16.5", "16.6"),
        },
        (
            Step(
                "Draft law on company owners",
                "Projet de loi sur les propriétaires",
                (-1, 1, 15),
                (-1, 6, 30),
                1,
                ((-1, 1, "complete", 100),),
            ),
            Step(
                "Register built and tested",
                "Registre construit et testé",
                (-1, 5, 1),
                (-1, 9, 30),
                2,
                ((-1, 1, "limited", 30), (-1, 2, "complete", 100)),
            ),
            Step(
                "Register open to the public",
                "Registre ouvert au public",
                (-1, 9, 1),
                (0, 1, 15),
                2,
                ((-1, 2, "limited", 40), (0, 1, "substantial", 60)),
            ),
            Step(
                "Owners shown beside each contract",
                "Propriétaires affichés à côté de chaque contrat",
                (0, 1, 15),
                (1, 3, 31),
                2,
                ((0, 1, "limited", 35),),
            ),
            Step("Review with civil society", "Bilan avec la société civile", (0, 10, 1), (1, 6, 30)),
        ),
        (
            (
                "government",
                JUSTICE,
                "complete",
                "The register holds 61,204 companies and works.",
                "Le registre compte 61 204 entreprises et fonctionne.",
            ),
            (
                "civil-society",
                FORUM,
                "limited",
                "A register that the public cannot search is not public.",
                "Un registre que le public ne peut consulter n’est pas public.",
            ),
            (
                "irm",
                IRM,
                "substantial",
                "Technically ready; access and checks are missing.",
                "Techniquement prêt ; l’accès et les contrôles manquent.",
            ),
        ),
        {
            "2": (
                "The first supplier gave up; another was found.",
                "Le premier fournisseur a renoncé ; un autre a été trouvé.",
            ),
            "3": (
                "The court has to decide whether names may be shown; it has been asked to hurry.",
                "Le tribunal doit dire si les noms peuvent être montrés ; il a été prié de se hâter.",
            ),
            "4": (
                "The contract system is being replaced; the field for owners comes with the new one.",
                "Le système des marchés est remplacé ; le champ des propriétaires viendra avec le nouveau.",
            ),
        },
    ),
    Promise(
        "2",
        "ALD0043",
        "Fighting corruption",
        "Publish the asset declarations of ministers and judges",
        "Publier les déclarations de patrimoine des ministres et des juges",
        (
            "Declarations are kept on paper in a locked room.",
            "Les déclarations sont conservées sur papier dans une pièce fermée.",
        ),
        (
            "Declarations are published within a month, in an open format.",
            "Les déclarations sont publiées sous un mois, dans un format ouvert.",
        ),
        PARLIAMENT,
        (JUSTICE,),
        {
            "value": ("transparency",),
            "policy-area": ("Asset Disclosure", "Judiciary"),
            "challenge-area": ("Anti-Corruption",),
            "sdg": ("16.5",),
        },
        (
            Step(
                "Rules agreed with the judges",
                "Règles convenues avec les juges",
                (-1, 2, 1),
                (-1, 8, 31),
                1,
                ((-1, 1, "limited", 20), (-1, 2, "limited", 25)),
            ),
            Step(
                "First declarations published",
                "Premières déclarations publiées",
                (-1, 9, 1),
                (0, 3, 31),
                2,
                ((-1, 2, "not-started", 0),),
            ),
        ),
        (
            (
                "civil-society",
                FORUM,
                "not-started",
                "We asked three times and saw nothing.",
                "Nous avons demandé trois fois et n’avons rien vu.",
            ),
        ),
        {
            "1": ("The council of judges has not met.", "Le conseil des juges ne s’est pas réuni."),
            "2": ("It waits for the rules.", "Elle attend les règles."),
        },
    ),
    Promise(
        "3",
        "ALD0044",
        "Open budgets",
        "Explain the budget in plain words, with the people who pay for it",
        "Expliquer le budget en mots simples, avec ceux qui le paient",
        (
            "Nine of ten people asked could not say what the largest share of the budget goes to.",
            "Neuf personnes interrogées sur dix ne savaient pas où va la plus grande part du budget.",
        ),
        (
            "A citizens’ budget with every draft, and hearings in each region.",
            "Un budget citoyen avec chaque projet, et des auditions dans chaque région.",
        ),
        FINANCE,
        (FORUM,),
        {
            "value": ("transparency", "participation"),
            "policy-area": ("Publication Of Budget/Fiscal Information", "Public Participation In Budget/Fiscal Policy"),
            "challenge-area": ("Fiscal Openness",),
            "sdg": ("16.7",),
        },
        (
            Step(
                "Citizens’ budget published",
                "Budget citoyen publié",
                (-1, 1, 15),
                (-1, 10, 31),
                1,
                ((-1, 2, "complete", 100),),
            ),
            Step(
                "Hearings held in five regions",
                "Auditions tenues dans cinq régions",
                (-1, 3, 1),
                (-1, 12, 15),
                1,
                ((-1, 2, "complete", 100),),
            ),
            Step(
                "Answers to all proposals published",
                "Réponses à toutes les propositions publiées",
                (-1, 12, 1),
                (0, 2, 28),
                1,
                ((0, 1, "complete", 100),),
            ),
        ),
        (
            ("government", FINANCE, "complete", "All three steps are done.", "Les trois étapes sont faites."),
            (
                "civil-society",
                FORUM,
                "complete",
                "Every proposal got an answer with reasons.",
                "Chaque proposition a reçu une réponse motivée.",
            ),
            ("irm", IRM, "complete", "Completed in time.", "Achevé dans les délais."),
        ),
    ),
    Promise(
        "4",
        "ALD0045",
        "Public services",
        "Publish waiting times of every public hospital",
        "Publier les délais d’attente de chaque hôpital public",
        (
            "People choose a hospital without knowing how long they will wait.",
            "On choisit un hôpital sans savoir combien de temps on attendra.",
        ),
        ("Waiting times by ward, renewed every week.", "Les délais par service, renouvelés chaque semaine."),
        HEALTH,
        (DIGITAL,),
        {"value": ("transparency", "technology"), "policy-area": ("Health & Nutrition", "Open Data"), "sdg": ("3.8",)},
        (
            Step(
                "Common definition of waiting time",
                "Définition commune du délai d’attente",
                (-1, 2, 1),
                (-1, 7, 31),
                1,
                ((-1, 1, "complete", 100),),
            ),
            Step(
                "Twelve hospitals publish",
                "Douze hôpitaux publient",
                (-1, 8, 1),
                (0, 6, 30),
                2,
                ((0, 1, "substantial", 75),),
            ),
            Step(
                "All hospitals publish",
                "Tous les hôpitaux publient",
                (0, 7, 1),
                (1, 6, 30),
                3,
                ((0, 1, "limited", 30),),
            ),
        ),
        (
            (
                "government",
                HEALTH,
                "substantial",
                "Nine of twelve hospitals publish.",
                "Neuf hôpitaux sur douze publient.",
            ),
        ),
        {
            "2": ("Three hospitals changed their software.", "Trois hôpitaux ont changé de logiciel."),
            "3": ("Small hospitals lack staff for it.", "Les petits hôpitaux manquent de personnel."),
        },
    ),
    Promise(
        "5",
        "ALD0046",
        "Participation",
        "Let pupils decide on a part of their school’s budget",
        "Laisser les élèves décider d’une part du budget de leur école",
        ("Young people are told what was decided for them.", "Les jeunes apprennent ce qui a été décidé pour eux."),
        ("Every upper school holds a vote each year.", "Chaque lycée organise un vote chaque année."),
        EDUCATION,
        (),
        {
            "value": ("participation",),
            "policy-area": ("Youth", "Education", "Public Participation"),
            "challenge-area": ("Public Participation",),
            "sdg": ("4.7", "16.7"),
        },
        (
            Step(
                "Forty schools try it",
                "Quarante écoles essaient",
                (-1, 9, 1),
                (0, 6, 30),
                1,
                ((-1, 2, "limited", 40), (0, 1, "complete", 100)),
            ),
            Step(
                "All upper schools vote", "Tous les lycées votent", (0, 9, 1), (1, 12, 15), 2, ((0, 1, "limited", 20),)
            ),
        ),
        (
            (
                "civil-society",
                "Pupils’ Council",
                "limited",
                "Forty schools are not all schools.",
                "Quarante écoles ne sont pas toutes les écoles.",
            ),
        ),
        {
            "1": ("Teachers asked for training first.", "Les enseignants ont d’abord demandé une formation."),
            "2": ("The law on school budgets has to change.", "La loi sur les budgets scolaires doit changer."),
        },
    ),
    Promise(
        "6",
        "ALD0047",
        "Environment",
        "Open the data of every air and water station",
        "Ouvrir les données de chaque station d’air et d’eau",
        (
            "Measurements are published as pictures, months later.",
            "Les mesures sont publiées en images, des mois plus tard.",
        ),
        ("Every measurement within an hour, free to reuse.", "Chaque mesure sous une heure, librement réutilisable."),
        ENVIRONMENT,
        (DIGITAL,),
        {
            "value": ("transparency", "technology"),
            "policy-area": ("Open Data", "Environmental Regulation"),
            "challenge-area": ("Climate and Environment",),
            "sdg": ("6.3", "11.6"),
        },
        (
            Step(
                "All stations connected",
                "Toutes les stations connectées",
                (-1, 3, 1),
                (1, 3, 31),
                1,
                ((-1, 1, "limited", 20),),
            ),
        ),
        (),
        {
            "1": (
                "The tender had no valid offer and is repeated.",
                "L’appel d’offres, resté sans offre valable, est relancé.",
            )
        },
    ),
    Promise(
        "7",
        "ALD0048",
        "Public services",
        "Make every form of the state usable without help",
        "Rendre chaque formulaire de l’État utilisable sans aide",
        (
            "People with disabilities cannot fill in two forms of three on their own.",
            "Les personnes handicapées ne peuvent remplir seules deux formulaires sur trois.",
        ),
        ("All 340 forms pass the accessibility check.", "Les 340 formulaires passent le contrôle d’accessibilité."),
        DIGITAL,
        (),
        {
            "value": ("participation", "technology"),
            "policy-area": ("People with Disabilities", "Digital Inclusion"),
            "challenge-area": ("Gender and Inclusion",),
            "sdg": ("10.2",),
        },
        (),
    ),
)

THIRD: tuple[Promise, ...] = (
    Promise(
        "1",
        "ALD0031",
        "Fighting corruption",
        "Set up a register of company owners",
        "Créer un registre des propriétaires d’entreprises",
        ("Nobody knows who owns companies.", "Personne ne sait à qui sont les entreprises."),
        ("A register exists in law.", "Un registre existe dans la loi."),
        JUSTICE,
        (),
        {"value": ("transparency",), "policy-area": ("Beneficial Ownership",)},
        (
            Step(
                "Law on the register", "Loi sur le registre", (-3, 1, 15), (-2, 6, 30), 1, ((-2, 2, "substantial", 70),)
            ),
        ),
        (
            ("civil-society", FORUM, "limited", "The law waits.", "La loi attend."),
            ("irm", IRM, "limited", "A bill was drafted.", "Un projet de loi a été rédigé."),
        ),
    ),
    Promise(
        "2",
        "ALD0032",
        "Open budgets",
        "Publish spending data every quarter",
        "Publier les données de dépense chaque trimestre",
        ("Accounts appear two years late.", "Les comptes paraissent avec deux ans de retard."),
        ("Data every quarter.", "Des données chaque trimestre."),
        FINANCE,
        (),
        {"value": ("transparency",), "policy-area": ("Publication Of Budget/Fiscal Information",)},
        (
            Step(
                "Eight quarters published",
                "Huit trimestres publiés",
                (-3, 1, 15),
                (-2, 12, 31),
                1,
                ((-2, 2, "complete", 100),),
            ),
        ),
        (("irm", IRM, "complete", "Done.", "Fait."),),
    ),
    Promise(
        "3",
        "ALD0033",
        "Participation",
        "Consult on every bill for thirty days",
        "Consulter trente jours sur chaque projet de loi",
        ("Laws are made in a week.", "Les lois se font en une semaine."),
        ("Thirty days for every bill.", "Trente jours pour chaque projet."),
        PARLIAMENT,
        (FORUM,),
        {"value": ("participation",), "policy-area": ("Participation in Lawmaking",)},
        (
            Step(
                "Rules of procedure changed",
                "Règlement modifié",
                (-3, 3, 1),
                (-2, 3, 31),
                1,
                ((-2, 1, "complete", 100),),
            ),
        ),
        (
            (
                "civil-society",
                FORUM,
                "substantial",
                "Urgent bills are excepted too often.",
                "Les projets urgents font trop souvent exception.",
            ),
            ("irm", IRM, "substantial", "In place, with exceptions.", "En place, avec des exceptions."),
        ),
    ),
)

CITY: tuple[Promise, ...] = (
    Promise(
        "1",
        "PSE0001",
        "Participation",
        "Let neighbourhoods choose where trees are planted",
        "Laisser les quartiers choisir où planter des arbres",
        ("Trees are planted where machines can turn.", "Les arbres sont plantés là où les machines peuvent tourner."),
        ("2,000 trees where people asked for them.", "2 000 arbres là où les gens les ont demandés."),
        "City Parks",
        (),
        {"value": ("participation",), "policy-area": ("Public Participation",), "sdg": ("11.7",)},
        (
            Step(
                "Map of wishes open",
                "Carte des souhaits ouverte",
                (-1, 10, 1),
                (0, 1, 31),
                1,
                ((0, 1, "complete", 100),),
            ),
            Step("First thousand trees", "Mille premiers arbres", (0, 2, 1), (1, 4, 30), 2, ((0, 1, "limited", 25),)),
        ),
        (),
        {"2": ("The nursery delivers in spring.", "La pépinière livre au printemps.")},
    ),
    Promise(
        "2",
        "PSE0002",
        "Public services",
        "Answer every report of a broken lamp within three days",
        "Répondre sous trois jours à chaque signalement de lampadaire",
        ("Reports vanish.", "Les signalements disparaissent."),
        ("Nine of ten lamps are mended within three days.", "Neuf lampadaires sur dix sont réparés sous trois jours."),
        "City Works",
        (),
        {"value": ("accountability",), "policy-area": ("Infrastructure & Transport",)},
        (
            Step(
                "Public list of reports",
                "Liste publique des signalements",
                (-1, 10, 1),
                (0, 3, 31),
                1,
                ((0, 1, "substantial", 80),),
            ),
        ),
        (),
        {"1": ("Two districts still report by telephone.", "Deux districts signalent encore par téléphone.")},
    ),
)

PLANS: tuple[tuple[str, str, dict[str, str], Day, Day, str, tuple[Promise, ...]], ...] = (
    (
        "ALD",
        "3",
        {"en": "Third action plan", "fr": "Troisième plan d’action"},
        (-3, 1, 1),
        (-2, 12, 31),
        "closed",
        THIRD,
    ),
    (
        "ALD",
        "4",
        {"en": "Fourth action plan", "fr": "Quatrième plan d’action"},
        (-1, 1, 1),
        (1, 12, 31),
        "implementation",
        FOURTH,
    ),
    (
        "PSE",
        "1",
        {"en": "First local action plan", "fr": "Premier plan d’action local"},
        (-1, 10, 1),
        (1, 9, 30),
        "implementation",
        CITY,
    ),
)

MEMBERS: tuple[dict[str, Any], ...] = (
    {"code": "ALD", "names": {"en": "Aldora", "fr": "Aldora"}, "level": "national", "region": "Europe"},
    {"code": "PSE", "names": {"en": "Port Sennen", "fr": "Port-Sennen"}, "level": "local", "region": "Europe"},
)
