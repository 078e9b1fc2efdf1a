"""Which languages a name may come from, by its letters and particles.

Small tables, no data: what they say is a hint for a person to judge by, never an answer.
"""

from __future__ import annotations

import re
import unicodedata

LANGUAGES = {
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "hu": "Hungarian",
    "is": "Icelandic",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "tr": "Turkish",
}
"""The voices of espeak-ng that are asked, by their names there.

The Serbian voice stands for all Slavic names in Latin letters, and the Swahili voice, whose vowels are pure, for
Japanese and African ones: the voices that they should have read no Latin letters, or do not exist."""

_THRESHOLD = 1.0
_MOST = 2
_READ = 100
"""Characters of a name that are looked at."""

# Language, weight, letters of it in a small-letter name. What matches adds up, each at most twice; 1 is enough to ask.
_LETTERS: tuple[tuple[str, float, str], ...] = (
    ("fr", 1.0, r"[éèêëçœ]|eau|[aeo]ux\b|ieux?\b|euv|ault\b|oche\b|\b(?:d'|l'|du |le |des )"),
    ("fr", 1.0, r"(?:ette|elle|iere|euil|oise?|agne|igne|ique|illard|ousse|erre)\b"),
    ("fr", 0.6, r"(?:ain|aine|ier|ien|ert|as|et|au|ot|ou|ard|ene|eu)\b|ou[lb]|ouss"),
    ("fr", 1.0, r"\b(?:jean|jacques|michel|pierre|françois|luc|rené|mathieu|denis)\b"),
    ("es", 1.0, r"ñ|[aeo]z\b|[áíóú]|ill[ao]s?\b|guill|(?:ero|ita|ito|ado|ada|ales|ardo|uez)\b"),
    ("es", 1.0, r"\b(?:de|del|y) |\b(?:ana|javier|alejandro|diego|pedro|jos[eé]|carlos|luis|juan|miguel)\b"),
    ("es", 0.6, r"(?:[ao]s|o|dor|era)\b|\bj[ou]a|gue|qu[ei]"),
    ("pt", 1.2, r"[ãõ]|nh[ao]s?\b|lh[ao]|(?:eira|eiro)\b|\b(?:da|dos|das) "),
    ("it", 1.0, r"cc[ahioe]|zz[aio]|gli|ggi|gh[ie]|gn[aeio]|sc[ie]|sch[ie]|(?:tti|lli|ini|oni|etto|ello|ella)\b"),
    ("it", 0.6, r"(?:ino|ina|ani|ari|aldi|io|ato)\b|ch[ie]\b|\b(?:di|della|lo|la) "),
    ("de", 1.0, r"[üöäß]|sch|tz\b|heim\b|haus\b|dt\b|pf|[^oez\s][aou]ch\b|\b(?:von|zu|zum|vom) "),
    ("de", 0.6, r"\bw(?![hr])[^aeiou]*e|ei[ns]|(?:mann|stein|berger|burg|inger)\b|[aou]ch[tmw]|ie[gb]|ue|chr"),
    ("nl", 1.0, r"ij|aert|hoev|oev|\bvan (?:de|der|den|het) |ooij|huis|schoe|uyt|oyt"),
    ("sv", 1.0, r"å|[qk]vist|str[öo]m\b|sj[öo]|(?:ansson|lund|gren|stedt)\b|bj[öo]r|ö"),
    ("da", 1.0, r"[æø]|aa|[aeio]d?sen\b|gaard|kj"),
    ("is", 1.6, r"[ðþ]|d[óo]ttir\b|[^aeiou\s]sson\b|jó"),
    ("fi", 1.0, r"(?:nen|kki)\b|ää|yy|uu[^ym]|kk[ai]"),
    ("hu", 1.0, r"[őű]|\bsz|gy\b|cs[aeo]|nyi\b|[aeo]zs"),
    ("pl", 1.4, r"[łńśźżąę]|cz|sz[^\s]|rz[^o]|(?:wsk|[oae]sk|eck)[ia]\b|wicz\b"),
    ("cs", 1.4, r"[řěůčšž]|ov[áa]\b"),
    ("sr", 1.4, r"(?:ić|vich|vic|[oe]va|[a-z]{3}[oe]v|sky|ska|skaya|enko|yev|iy|aj)\b|[đć]"),
    ("ro", 1.0, r"[șță]|escu\b"),
    ("tr", 1.0, r"[ğış]|o[gğ]lu\b"),
    ("ga", 1.2, r"bh|mhn|dh[^aeiou]|aoi|[aeo]irs|\bni |iobh|caoi|oghan\b"),
    ("cy", 1.2, r"dd\b|gwyn|\bll|\brhy|wy[dl]|\bif|\bioa"),
    ("sw", 1.2, r"\b(?:nc|ng|nk|nj|mb|nd|nt|ny|kw|dj)[aeiouy]|ny[aou]|[aeou]wo\b|\boye|\bchi[wkn]|ngo\b"),
    ("sw", 1.0, r"moto|[aeiou]shi|[zs]aki|mura|yama|naka|[kg]awa|suke|hiko|[gk]uchi|zumi|oka\b|zuki|matsu|kazu|nobu"),
)
_COMPILED = tuple((language, weight, re.compile(pattern)) for language, weight, pattern in _LETTERS)

_SYLLABLE = r"(?:(?:[kgnhbpmr]y|sh|ch|ts|[kgsztdnhbpmyrwjf])?[aeiou]|n(?![aeiou]))"
_OPEN = re.compile(rf"{_SYLLABLE}{{3,}}\Z")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "đ": "d", "’": "'", "ı": "i"})
_SPLIT = re.compile(r"[\s‐‑-]+")


def guess_language(name: str) -> list[str]:
    """The languages that the letters and particles of *name* point to, as voices of espeak-ng, likeliest first.

    At most two, often none: English is never among them.
    """
    small = unicodedata.normalize("NFC", name.replace("’", "'")).casefold()
    weights: dict[str, float] = {}
    for language, weight, pattern in _COMPILED:
        found = len(pattern.findall(small, 0, _READ))
        if found:
            weights[language] = weights.get(language, 0.0) + weight * min(found, 2)
    if any(_OPEN.match(word) and len(word) > 4 for word in _SPLIT.split(plain(small))):
        weights["sw"] = weights.get("sw", 0.0) + 0.6
    likely = [language for language, weight in weights.items() if weight >= _THRESHOLD]
    return sorted(likely, key=lambda language: (-weights[language], language))[:_MOST]


def plain(text: str) -> str:
    """*text* in small letters without accents, as an English dictionary lists it."""
    small = text.casefold().translate(_PLAIN)
    return "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
