"""Money: $100 million, £20m, US$5, $2.50, $5-10 million, a $90M film."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewcast.normalization.kinds import DASH, DIGITS, NUMBER, Kind, after, before, pattern, qualifies
from reviewcast.normalization.numerals import cardinal, number

if TYPE_CHECKING:
    from reviewcast.normalization.kinds import Dialect


class _Currency(NamedTuple):
    one: str
    many: str
    hundredth: str = "cent"
    hundredths: str = "cents"


_DOLLAR = _Currency("dollar", "dollars")
_POUND = _Currency("pound", "pounds", "penny", "pence")
_EURO = _Currency("euro", "euros")
_CURRENCIES = {
    "$": _DOLLAR, "£": _POUND, "€": _EURO, "¥": _Currency("yen", "yen"), "₹": _Currency("rupee", "rupees"),
    "₩": _Currency("won", "won"),
    "Rs": _Currency("rupee", "rupees"), "USD": _Currency("US dollar", "US dollars"), "EUR": _EURO, "GBP": _POUND,
}  # fmt: skip
_COUNTRIES = {
    "US": "US ", "C": "Canadian ", "CA": "Canadian ", "A": "Australian ", "AU": "Australian ",
    "NZ": "New Zealand ", "HK": "Hong Kong ",
}  # fmt: skip
_MAGNITUDES = {
    "k": "thousand", "m": "million", "mn": "million", "mil": "million", "b": "billion", "bn": "billion",
    "t": "trillion", "tn": "trillion",
}  # fmt: skip
_MAGNITUDE = (
    r"(?:[ -]?((?i:hundred|thousand|million|billion|trillion|crore|lakh))(?!\w)| ?(mil|mn|bn|tn|[kmbtKMBT])(?!\w))?"
)
_PRICED = pattern(
    r" (?:budget|film|movie|production|blockbuster|opening|haul|gross|hit|flop|epic|picture|debut|weekend|deal|prize|"
    r"salary|paycheck|campaign|marketing|question|ticket|bill|franchise|sequel|box|tentpole|worldwide|domestic|global|"
    r"mark|range|milestone|threshold|barrier|bow|start|launch|price|pact|thriller|comedy|remake|investment|settlement)\b"
)
_LETTER = pattern(r"[^\W_]")
_A = pattern(r"\b[Aa] \Z")
_OWNER = pattern(
    r"\b(?:the|its|their|his|her|this|that|whose|another|[\w]{1,30}[’']s) (?:(?:mid|low|high)-)?\Z", re.IGNORECASE
)
_HUNDREDTHS = pattern(r"\.[0-9][0-9]\Z")


def _prefixed(match: re.Match[str], dialect: Dialect) -> str | None:
    country, sign, low, high, long, short = match.groups()
    magnitude = long.lower() if long else _MAGNITUDES[short.lower()] if short else ""
    if not magnitude and _LETTER.match(after(match)):
        return None
    if sign == "Rs" and len(low) < 3 and magnitude not in ("crore", "lakh"):
        return None  # "the three Rs 20 years on"
    currency = _CURRENCIES[sign]
    if country:
        currency = currency._replace(one=_COUNTRIES[country] + currency.one, many=_COUNTRIES[country] + currency.many)
    single = _stands_before_a_noun(match)
    if not magnitude and not high and _HUNDREDTHS.search(low):
        return _with_hundredths(low, currency, dialect, single=single)
    amount = f"{number(low, dialect)} to {number(high, dialect)}" if high else number(low, dialect)
    words = f"{amount} {magnitude}" if magnitude else amount
    if single:
        return _without_one(match, words, f"{words} {currency.one}").replace(" ", "-")
    return f"{words} {currency.one if words == 'one' else currency.many}"


def _stands_before_a_noun(match: re.Match[str]) -> bool:
    """A $90M gamble, its $200 million budget."""
    if qualifies(match):
        return True
    if re.match(r"\+ [a-z]", after(match)) and _A.search(before(match)):
        return True
    return _PRICED.match(after(match)) is not None and _OWNER.search(before(match)) is not None


def _without_one(match: re.Match[str], words: str, phrase: str) -> str:
    """A hundred-million-dollar film: "one" is not said behind "a"."""
    said = _A.search(before(match)) and re.match(r"one (?:hundred|thousand|million|billion)\b", words)
    return phrase.removeprefix("one ") if said else phrase


def _with_hundredths(amount: str, currency: _Currency, dialect: Dialect, *, single: bool) -> str:
    whole, _, rest = amount.replace(",", "").partition(".")
    units = f"{number(whole, dialect)} {currency.one if single or whole == '1' else currency.many}"
    small = currency.hundredth if single or rest == "01" else currency.hundredths
    hundredths = f"{cardinal(int(rest), dialect)} {small}"
    if rest == "00":
        words = units
    elif int(whole) == 0:
        words = hundredths
    elif dialect == "GB":
        words = f"{units} {cardinal(int(rest), dialect)}"
    else:
        words = f"{units} and {hundredths}"
    return words.replace(" ", "-") if single else words


def _suffixed(match: re.Match[str], dialect: Dialect) -> str | None:
    amount, sign = match[1], match[2]
    if sign == "¢":
        return f"{number(amount, dialect)} {'cent' if amount == '1' else 'cents'}"
    currency = _CURRENCIES[sign]
    return f"{number(amount, dialect)} {currency.one if amount == '1' else currency.many}"


MONEY = (
    Kind(
        "money",
        "$£€¥₹₩UCANHEGR",
        pattern(
            rf"(US|CA?|AU?|NZ|HK)?(USD|EUR|GBP|Rs|[$£€¥₹₩])(?:(?<=Rs)\.? ?|(?: (?=[0-9]))?)({NUMBER})"
            rf"(?:(?:{DASH}[$£€]?| to [$£€])({NUMBER}))?{_MAGNITUDE}(?!\.?[0-9])"
        ),
        _prefixed,
    ),
    Kind("money", DIGITS, pattern(rf"({NUMBER}) ?([€¢]|USD|EUR|GBP)(?!\w)"), _suffixed),
)
