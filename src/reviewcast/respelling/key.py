"""The key: every sound a respelling can say, and how it is written. docs/respelling-key.md is the same for people."""

from __future__ import annotations

from typing import NamedTuple


class KeyRow(NamedTuple):
    """One way to write a sound, and a word that has it."""

    spelling: str
    ipa: str
    word: str
    respelling: str


KEY = tuple(
    KeyRow(*row.split("|"))
    for row in (
        "a|æ|cat|KAT",
        "ah|ɑː|father|FAH-dher",
        "ar|ɑːɹ|star|STAR",
        "air|ɛɹ|fair|FAIR",
        "aw|ɔː|law|LAW",
        "or|ɔːɹ|north|NORTH",
        "ay|eɪ|day|DAY",
        "ey|eɪ|they|DHEY",
        "e|ɛ|bed|BED",
        "eh|ɛ|element|EH-luh-munt",
        "ee|iː|reed|REED",
        "ee|i|happy|HAP-ee",
        "eer|ɪɹ|near|NEER",
        "eye|aɪ|ivory|EYE-vuh-ree",
        "y|aɪ|Michael|MY-kul",
        "igh|aɪ|night|NIGHT",
        "i|ɪ|big|BIG",
        "ih|ɪ|silly|SIH-lee",
        "o|ɒ|hot|HOT",
        "oh|oʊ|go|GOH",
        "oo|uː|moon|MOON",
        "oor|ʊɹ|tour|TOOR",
        "uu|ʊ|book|BUUK",
        "ow|aʊ|now|NOW",
        "oy|ɔɪ|boy|BOY",
        "u|ʌ|cup|KUP",
        "uh|ə|sofa|SOH-fuh",
        "ur|ɜːɹ|bird|BURD",
        "ir|ɜːɹ|Kirk|KIRK",
        "er|ɚ|sister|SIS-ter",
        "b|b|boy|BOY",
        "ch|tʃ|chin|CHIN",
        "d|d|day|DAY",
        "dh|ð|then|DHEN",
        "f|f|fee|FEE",
        "g|ɡ|go|GOH",
        "h|h|hat|HAT",
        "hw|hw|Hwang|HWAHNG",
        "j|dʒ|judge|JUJ",
        "k|k|key|KEE",
        "kh|x|loch|LOKH",
        "l|l|low|LOH",
        "m|m|my|MY",
        "n|n|no|NOH",
        "ng|ŋ|sing|SING",
        "nk|ŋk|bank|BANK",
        "p|p|pie|PY",
        "r|ɹ|row|ROH",
        "s|s|say|SAY",
        "sh|ʃ|show|SHOH",
        "t|t|tie|TY",
        "th|θ|thin|THIN",
        "v|v|vow|VOW",
        "w|w|way|WAY",
        "y|j|yes|YES",
        "z|z|zoo|ZOO",
        "zh|ʒ|vision|VIZH-un",
    )
)
"""All that a respelling can say. A doubled consonant counts once; ``tch``, ``dj`` and ``ck`` are ch, j, k."""
