"""The proper nouns of a text: which there are, and where they stand.

No model, no list of people: capital letters, particles and brackets tell a name in English prose, and the rest of
the text tells a name from a word that only begins a sentence. One row is one name as written in full: "Byrne" and
"Byrne's" are places of "Gabriel Byrne". Everything is linear in the length of the text.
"""

from reviewcast.names.gathering import Name, find
from reviewcast.names.runs import Place

__all__ = ["Name", "Place", "find"]
