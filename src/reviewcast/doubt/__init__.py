"""How doubtful an engine's reading of a name is, why, and what might be said instead.

What counts: whether a dictionary lists the word, and agrees; whether the letters or particles point to another
language, and how the voice of that language reads them; letters that English readers trip over, where the engine
took one way of two. The clues of a word add up as in a logistic regression; the weights were fitted to the
first part of ``tests/data/doubt.txt`` and rounded, and hold on its second part. Nothing here changes what is said.
"""

from reviewcast.doubt.judging import Judgement, Suggestion, judge
from reviewcast.doubt.origins import guess_language

__all__ = ["Judgement", "Suggestion", "guess_language", "judge"]
