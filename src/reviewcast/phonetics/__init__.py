"""The sounds of English as the house writes them: phones, read from IPA, written as IPA, compared.

A ``Phones`` value is one or more words; it says what is to be said, not with which accent: ``ˈɑːɹməs`` is
rhotic from an American voice and not from a British one, and it is the engine that knows which it has.
"""

from reviewcast.phonetics.comparison import contains, folded
from reviewcast.phonetics.foreign import approximate
from reviewcast.phonetics.ipa import parse_ipa, write_ipa
from reviewcast.phonetics.phones import (
    CONSONANTS,
    VOWELS,
    WORD_BREAK,
    Phone,
    Phones,
    onset_start,
    with_ending,
    words_of,
)
from reviewcast.phonetics.spelling import letters

__all__ = [
    "CONSONANTS",
    "VOWELS",
    "WORD_BREAK",
    "Phone",
    "Phones",
    "approximate",
    "contains",
    "folded",
    "letters",
    "onset_start",
    "parse_ipa",
    "with_ending",
    "words_of",
    "write_ipa",
]
