"""The small words that tell what a capital letter means in English prose; all in small letters."""

from __future__ import annotations


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


PARTICLES = _set(
    "af al bin da dal dalla das de degli dei del della den der des di do dos du e el ibn la las le los ten ter",
    "van vom von y zu zum zur",
)
"""They stand small inside a name: Ana de Armas, Guillermo del Toro."""

CAPITAL_PARTICLES = PARTICLES - _set("do e ten y")
"""Those that a sentence may begin with, written large: "Von Wangenheim bounces"."""

OPENING_PARTICLES = PARTICLES - _set("al den der do e el la las le los ten ter y")
"""Those that may also begin a short form ("resembles de Armas"), since they are no word of another kind."""

TITLES = _set(
    "agent captain colonel commander count countess dame detective dr frau general herr inspector lieutenant lord",
    "madame major miss mister monsieur mr mrs ms mx officer president prof professor rev reverend senator sergeant sir",
)
"""They stand before a name without being part of it; those that often are (King Kong, Lady Gaga) are not here."""

ABBREVIATED = TITLES | _set("st ste")
"""Words that may keep their full stop."""

ROLES = _set(
    "actor actors actress assassin auteur author cinematographer co-star comedian composer costar critic director",
    "directors editor filmmaker filmmakers newcomer novelist photographer playwright producer producers rapper",
    "screenwriter singer star starring stars veteran winner writer writers",
)
"""They stand before a name without being part of it: Director Len Wiseman."""

OPENERS = _set(
    "a above according additionally admittedly after afterwards again against alas all almost along already also",
    "although amid among amongst an and another any anyone anyway apart apparently around as aside assuming at",
    "away because before behind below besides between beyond both but by certainly clearly compared conversely",
    "cue curiously despite during each either else elsewhere enough enter especially even eventually every",
    "everyone everything evidently except finally first following for fortunately from furthermore granted half",
    "happily hardly he hence her here herself him himself his honestly hopefully how however i if in indeed",
    "inevitably initially inside instead into introducing ironically is it its itself just later less like",
    "likewise luckily many maybe meanwhile meet mere merely more moreover most mostly much my naturally near",
    "nearly neither never nevertheless next no nobody none nonetheless nor not notably nothing now obviously of",
    "off oh okay on once only onto or originally other others otherwise our out outside over overall part perhaps",
    "please plus possibly presumably previously quite rarely rather regardless sadly same seldom several she",
    "should similarly simply since so some somebody somehow someone something sometimes somewhere soon still",
    "strangely such sure surprisingly thankfully that the their them themselves then there thereafter thereby",
    "therefore these they this those though through throughout thus to today together tomorrow tonight too toward",
    "towards ultimately under unfortunately unless unlike until up upon us usually very we welcome what whatever",
    "when whenever where whereas wherever whether which while who whoever whose why with within without yes",
    "yesterday yet you your",
)
"""They begin sentences and are never a name by themselves."""

CALENDAR = _set(
    "april august december february friday january july june march may monday november october saturday september",
    "sunday thursday tuesday wednesday",
)

FIRST_NAMES = _set(
    "angel april art august autumn bill bob carol chance chase christian chuck clay crystal dash dawn dean dick",
    "don drew earl eve faith frank gene glen grace grant guy harry heath holly hope hunter iris ivy jack jean",
    "jewel john joy june king lance lily mark mason max may mercy miles nick norm olive pat pearl penny pete ray",
    "rich rob robin rod rose ruby rusty sally sandy skip sky sue summer tom victor violet wade walker ward will",
    "woody",
)
"""First names that are words, too: at the start of a sentence they may belong to the name behind them."""

NO_PERSONS = _set(
    "academy alley avenue award awards battle bay beach boulevard bridge castle cathedral chapter cinema city",
    "club college company county court empire entertainment festival films hospital hotel house institute island",
    "islands kingdom lake library mountain mountains museum ocean palace park part pictures prison productions",
    "republic river road school sea square states station street studio studios theater theatre tower town union",
    "university volume war wars world",
)
"""With one of these, several capital words are a place, a firm or a thing."""

ORDINARY_ENDINGS = ("ly", "ing", "ed", "ness", "tion", "sion", "ment", "able", "ible", "ous", "ful", "less", "wise")
"""A word with one of these that is capital only where every word is, is no name."""
