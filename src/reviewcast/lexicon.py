"""Finding in a text what there are rules for: one pass, leftmost and longest first, never overlapping.

The words of all keys hang in one tree, so that a text is walked through once, however many rules there are and
however much alike they begin; case, accents, edges and guards are looked at only where the words agree already.
Nothing is replaced here: a match says where a rule acts, and what is put there is never looked at again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from reviewcast import spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviewcast.model import Rule

Ending = Literal["", "'s", "'", "s"]

_TOKEN = re.compile(rf"([\w{spelling.MARKS}]+)|[^\w\s]")
_STEP = re.compile(rf"\s?(?:[\w{spelling.MARKS}]+|[^\w\s])")
_LONGEST_WORD = 120
"""Characters; no key has so long a word, so a longer one need not be folded."""
_BESIDE = frozenset("\"'“”„‟«»‹›()[]{}")
"""Quotation marks and brackets: they may stand between a word and the guard beside it."""
_ELISIONS = frozenset(("em", "til", "cause", "tis", "twas", "round", "bout", "cos", "n"))
"""Words that begin with an apostrophe which opens no quotation; numbers (``'90s``) do too."""
_NEARER = 50
"""Rules of one key that are looked through for the one that shadows another."""


class Match(NamedTuple):
    """Where a rule acts: ``text[start:end]``, the ending included."""

    start: int
    end: int
    rule: Rule
    ending: Ending
    """What the written words have at their end and the rule's key has not: a possessive, or the ``s`` of a plural."""


class Lexicon:
    """Rules in the order of their nearness: of two that would act on the same words the first one does.

    A rule is found in a text

    * between the edges of words, of which a hyphen is one, but not the point in ``anime.com`` or an inner apostrophe;
    * written as in its key with any kind of apostrophe and white space, with any kind of hyphen or without it;
    * with its accents, or without them all; where it has ``fold``, with others as well;
    * in any case when its key is all in small letters; else as in the key, all in capitals, or, where the key begins
      with a small letter, with a capital there, as at the start of a sentence; ``case = "any"`` takes every case;
    * not so with ``case = "exact"``, which wants the very letters, accents and hyphens of the key;
    * where one of its guards stands right beside it, quotation marks and brackets aside.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._root = _Node()
        for rule in self.rules:
            self._add(rule)

    def find(self, text: str) -> list[Match]:
        """Where the rules act in *text*, in order, by positions in *text* as given; linear in its length."""
        return list(_Search(text).matches(self._root)) if self.rules else []

    def shadowed(self) -> list[tuple[Rule, Rule]]:
        """The rules that never act because a nearer one of the same key always does: (idle, acting)."""
        same: dict[str, list[Rule]] = {}
        found = []
        for rule in self.rules:
            nearer = same.setdefault("".join(_steps(rule.written)).replace("-", ""), [])
            acting = next((other for other in nearer if _covers(other, rule)), None)
            if acting is not None:
                found.append((rule, acting))
            elif len(nearer) < _NEARER:
                nearer.append(rule)
        return found

    def _add(self, rule: Rule) -> None:
        branches = [_steps(rule.written)]
        if "-" in branches[0] and rule.case != "exact":
            branches.append(_steps(spelling.plain(rule.written).replace("-", "")))
        for steps in filter(None, branches):
            self._root.hang(steps, _Entry(rule, 0))
            if rule.plural and steps[-1][-1].isalnum():
                ending = _plural(steps[-1])
                self._root.hang([*steps[:-1], steps[-1] + ending], _Entry(rule, len(ending)))


def same_key(a: str, b: str) -> bool:
    """Whether *a* and *b* differ in nothing but case, kinds of apostrophe, hyphens and white space."""
    return spelling.key(a) == spelling.key(b)


# --- the rules, by their words ----------------------------------------------------------------------------


class _Node:
    """A place in the tree: the words that may come next, and the rules whose key ends here, the nearest first."""

    __slots__ = ("entries", "following")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.entries: list[_Entry] = []

    def hang(self, steps: Sequence[str], entry: _Entry) -> None:
        """Put *entry* where *steps* lead."""
        node = self
        for step in steps:
            following = node.following.get(step)
            if following is None:
                following = node.following[step] = _Node()
            node = following
        node.entries.append(entry)


class _Entry:
    """A rule, or the plural of one, at the end of its branch."""

    __slots__ = ("_forms", "ending", "rule")

    def __init__(self, rule: Rule, ending: int) -> None:
        self.rule = rule
        self.ending = ending
        """The length of the plural's ending."""
        self._forms: frozenset[str] | None = None

    def takes(self, written: str) -> bool:
        """Whether *written*, folded, has the case and the accents that the rule wants."""
        if self._forms is None:
            self._forms = _forms(self.rule)
        return _form(self.rule, written[: len(written) - self.ending]) in self._forms


def _steps(text: str) -> list[str]:
    """The words and signs of *text* without case and accents, each with a blank before it where there is one."""
    return _STEP.findall(spelling.bare(spelling.plain(text)).casefold())


def _forms(rule: Rule) -> frozenset[str]:
    """How the key may be written, each as :func:`_form` gives it."""
    written = spelling.plain(rule.written)
    forms = {written}
    if rule.case == "smart":
        forms |= {written.upper(), written[:1].upper() + written[1:]}
    if rule.case != "exact":
        forms |= {spelling.bare(form) for form in forms}
    return frozenset(_form(rule, form) for form in forms)


def _form(rule: Rule, written: str) -> str:
    """*written* without all that makes no difference to *rule*."""
    form = " ".join(written.split())
    if rule.case == "exact":
        return form
    form = form.replace("-", "")
    if _any_case(rule):
        form = form.casefold()
    return spelling.bare(form) if rule.fold else form


def _any_case(rule: Rule) -> bool:
    return rule.case == "any" or (rule.case == "smart" and rule.written == rule.written.lower())


def _plural(word: str) -> str:
    return "es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s"


def _covers(nearer: Rule, rule: Rule) -> bool:
    """Whether *nearer* acts wherever *rule*, of the same words, would."""
    if nearer.after or nearer.before or (rule.plural and not nearer.plural) or (rule.fold and not nearer.fold):
        return False
    if _any_case(rule) and not _any_case(nearer):
        return False
    return {_form(nearer, form) for form in _forms(rule)} <= _forms(nearer)


# --- the text, by its words -------------------------------------------------------------------------------


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    """Without case and accents; of a sign the sign itself."""
    gap: bool
    """Whether white space, or the beginning of the text, stands before it."""
    is_word: bool


class _Search:
    """One walk through one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = spelling.fold(text)
        self._tokens = list(_tokens(self._folded.text))
        self._closing: frozenset[int] | None = None

    def matches(self, root: _Node) -> Iterator[Match]:
        at = 0
        while at < len(self._tokens):
            node = root.following.get(self._tokens[at].word)
            found = self._longest(at, node) if node is not None and self._begins(at) else None
            if found is None:
                at += 1
                continue
            last, rule, ending = found
            place = self._folded.place
            yield Match(place(self._tokens[at].start), place(self._tokens[last].end), rule, ending)
            at = last + 1

    def _longest(self, first: int, node: _Node | None) -> tuple[int, Rule, Ending] | None:
        """The last token, the rule and the ending of the longest match that begins with *first*."""
        path: list[tuple[int, _Node]] = []
        last = first
        while node is not None:
            if node.entries:
                path.append((last, node))
            last += 1
            node = node.following.get(self._step(last))
        for last, node in reversed(path):
            possessed, ending = self._possessive(last)
            if not self._ends(possessed):
                continue
            written = self._folded.text[self._tokens[first].start : self._tokens[last].end]
            for entry in node.entries:
                if entry.takes(written) and self._guarded(entry.rule, first, possessed):
                    return possessed, entry.rule, "s" if entry.ending else ending
        return None

    def _step(self, at: int) -> str:
        """What leads on in the tree; empty at the end of the text."""
        if at >= len(self._tokens):
            return ""
        token = self._tokens[at]
        return f" {token.word}" if token.gap else token.word

    # --- edges

    def _adjoins(self, at: int) -> bool:
        """Whether the token *at* is there and stands right at the one before it."""
        return 0 < at < len(self._tokens) and not self._tokens[at].gap

    def _begins(self, at: int) -> bool:
        if not self._adjoins(at):
            return True
        return not self._joins(at - 1) if self._tokens[at].is_word else not self._tokens[at - 1].is_word

    def _ends(self, at: int) -> bool:
        if not self._adjoins(at + 1):
            return True
        return not self._joins(at + 1) if self._tokens[at].is_word else not self._tokens[at + 1].is_word

    def _joins(self, at: int) -> bool:
        """Whether the sign *at* makes one word of its neighbours: ``don't``, ``anime.com``, ``1,917``, ``@anime``."""
        sign = self._tokens[at].word
        if not self._adjoins(at + 1) or not self._tokens[at + 1].is_word:
            return False
        if sign == "@":
            return True
        if not self._adjoins(at) or not self._tokens[at - 1].is_word:
            return False
        following = self._folded.text[self._tokens[at + 1].start : self._tokens[at + 1].end]
        if sign == ".":  # a capital begins the next sentence, unless it is an initial
            return len(following) == 1 or not following[0].isupper()
        return sign == "'" or (sign in ",:/" and following[0].isdigit() and self._tokens[at - 1].word[-1].isdigit())

    def _possessive(self, last: int) -> tuple[int, Ending]:
        """The last token with the possessive that follows the token *last*, and that possessive."""
        if not self._adjoins(last + 1) or self._tokens[last + 1].word != "'":
            return last, ""
        if not self._adjoins(last + 2) or not self._tokens[last + 2].is_word:
            silent = self._tokens[last].word[-1] in "sxz" and not self._closes(last + 1)
            return (last + 1, "'") if silent else (last, "")
        return (last + 2, "'s") if self._tokens[last + 2].word == "s" else (last, "")

    def _closes(self, at: int) -> bool:
        """Whether the apostrophe *at* is the end of a quotation."""
        if self._closing is None:
            self._closing = frozenset(self._closing_quotes())
        return at in self._closing

    def _closing_quotes(self) -> Iterator[int]:
        quoted = False
        for at, token in enumerate(self._tokens):
            if token.word != "'":
                continue
            if self._opens(at):
                quoted = True
            elif quoted and not token.gap and not (self._adjoins(at + 1) and self._tokens[at + 1].is_word):
                quoted = False
                yield at

    def _opens(self, at: int) -> bool:
        """Whether the apostrophe *at* is the beginning of a quotation."""
        if not self._adjoins(at + 1) or (self._adjoins(at) and self._tokens[at - 1].is_word):
            return False
        sign = self._text[self._folded.place(self._tokens[at].start)]
        following = self._tokens[at + 1].word
        return sign == "‘" or (sign != "’" and following not in _ELISIONS and not following[0].isdigit())

    # --- guards

    def _guarded(self, rule: Rule, first: int, last: int) -> bool:
        """Whether what stands beside the tokens *first* to *last* lets *rule* act."""
        if rule.after:
            while first and self._tokens[first - 1].word in _BESIDE:
                first -= 1
            if not any(self._reads(first - len(words), words) for words in map(_words, rule.after)):
                return False
        if rule.before:
            last += 1
            while last < len(self._tokens) and self._tokens[last].word in _BESIDE:
                last += 1
            return any(self._reads(last, words) for words in map(_words, rule.before))
        return True

    def _reads(self, at: int, words: Sequence[str]) -> bool:
        """Whether the tokens from *at* on are *words*."""
        return at >= 0 and [token.word for token in self._tokens[at : at + len(words)]] == words


def _tokens(text: str) -> Iterator[_Token]:
    end = -1
    for found in _TOKEN.finditer(text):
        word, is_word, start = found[0], found[1] is not None, found.start()
        if is_word and len(word) <= _LONGEST_WORD:
            word = (word if word.isascii() else spelling.bare(word) or word).casefold()
        yield _Token(start, found.end(), word, start != end, is_word)
        end = found.end()


def _words(guard: str) -> list[str]:
    return [step.strip() for step in _steps(guard)]
