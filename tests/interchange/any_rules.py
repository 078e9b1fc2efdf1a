"""Rules as a rule file may hold them, for properties of what becomes of them elsewhere."""

from __future__ import annotations

from functools import partial
from unicodedata import normalize

from hypothesis import strategies as st

from reviewcast import spelling
from reviewcast.model import Rule, Saying

SYLLABLES = ("AH", "nuh", "GAY", "bree", "ul", "HYOO", "stun", "REE", "dus", "BURN", "koor", "kuh", "NOH", "SHAYN")

respellings = st.lists(
    st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map("-".join), min_size=1, max_size=3
).map(" ".join)
sounds = st.sampled_from(["ˈhjuːstən", "ɹoʊˈmæn lɑːkʊɹˈbɑː", "ˈbɜːɹn", "ˈtʃɛs", "əˈweɪ", "ˈɛnˌdʒɔɪ", "ˈdʒʌdʒmənt"])
words = st.text("aéÉIıßZǅ豈9'’=+-@.,;!?\"&-\u2010", min_size=1, max_size=8).map(partial(normalize, "NFC"))
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join).filter(lambda text: any(map(str.isalnum, text)))
names = st.one_of(
    st.sampled_from(
        ["Byrne", "nice", "Nice", "AMC", "McShane", "Ana de Armas", "'Salem's Lot", "=x", "@y", "'=z", "-9"]
    ),
    phrases,
)
sayings = st.one_of(
    st.builds(Saying, st.just("say"), respellings),
    st.builds(Saying, st.just("ipa"), sounds),
    st.builds(Saying, st.just("as"), phrases),
    st.builds(Saying, st.just("spell"), st.sampled_from(["AMC", "A.24", "R2D2"])),
    st.builds(Saying, st.just("lang"), st.one_of(st.just(""), sounds), st.sampled_from(["fr", "de", "pt-BR"])),
)
guards = st.lists(words.filter(lambda word: "," not in word and any(map(str.isalnum, word))), max_size=2).map(tuple)
notes = st.one_of(st.just(""), phrases)

rules = st.builds(
    Rule,
    written=names,
    saying=sayings,
    case=st.sampled_from(["smart", "exact", "any"]),
    plural=st.booleans(),
    fold=st.booleans(),
    after=guards,
    before=guards,
    expect=st.one_of(st.just(""), sounds),
    status=st.sampled_from(["unverified", "approved"]),
    by=notes,
    source=notes,
    note=notes,
)
lexicons = st.lists(rules, max_size=6, unique_by=lambda rule: spelling.key(rule.written))
