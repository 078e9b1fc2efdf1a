"""The names of letters and digits."""

from __future__ import annotations

import unicodedata
from functools import cache

from reviewcast.phonetics.ipa import parse_ipa
from reviewcast.phonetics.phones import PRIMARY, SECONDARY, Phones, table_of

_NAMES = table_of(
    "a=ˈeɪ|b=ˈbiː|c=ˈsiː|d=ˈdiː|e=ˈiː|f=ˈɛf|g=ˈdʒiː|h=ˈeɪtʃ|i=ˈaɪ|j=ˈdʒeɪ|k=ˈkeɪ|l=ˈɛl|m=ˈɛm|n=ˈɛn|o=ˈoʊ|p=ˈpiː|q=ˈkjuː|"
    "r=ˈɑːɹ|s=ˈɛs|t=ˈtiː|u=ˈjuː|v=ˈviː|w=ˈdʌbəljuː|x=ˈɛks|y=ˈwaɪ|z=ˈziː|&=ˈænd|"
    "0=ˈzɪɹoʊ|1=ˈwʌn|2=ˈtuː|3=ˈθɹiː|4=ˈfɔːɹ|5=ˈfaɪv|6=ˈsɪks|7=ˈsɛvən|8=ˈeɪt|9=ˈnaɪn"
)
_BRITISH_Z = "ˈzɛd"
_BETWEEN = frozenset(" .-‐‑–·/'’\t\n\u00a0")


def letters(text: str, *, british: bool = False) -> Phones:
    """*text* said letter by letter and digit by digit, as one word with its primary stress on the last.

    ``A.M.C.`` and ``AMC`` give ``ˌeɪˌɛmˈsiː``. Dots, spaces and hyphens are passed over, accents too. *british*
    calls the last letter *zed*.

    Raises:
        ValueError: naming a sign that has no name here, or if there is no letter at all.

    """
    signs = [sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign)]
    named = [_named(sign, british=british) for sign in signs if sign not in _BETWEEN]
    if not named:
        raise ValueError("there is no letter to spell")
    return tuple(phone for name in named[:-1] for phone in _lightly(name)) + named[-1]


@cache
def _named(sign: str, *, british: bool) -> Phones:
    if sign not in _NAMES:
        raise ValueError(f'"{sign}" cannot be spelled: only letters a to z, digits and & have a name')
    return parse_ipa(_BRITISH_Z if british and sign == "z" else "".join(_NAMES[sign]))


def _lightly(name: Phones) -> Phones:
    return tuple(phone._replace(stress=SECONDARY) if phone.stress == PRIMARY else phone for phone in name)
