"""What the history of an episode says of a build, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewcast.notation import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.model import Episode, Script

_MOST_NAMES = 8


def rules_of(script: Script) -> tuple[tuple[str, str], ...]:
    """The rules that speak in *script*, but for marks that hold at one place only: (name, how it is said), sorted."""
    rules = {rule for utterance in script.utterances for rule in utterance.rules if rule.scope != "inline"}
    return tuple(sorted({(line(rule.written), line(f"{rule.saying.kind} {rule.saying.value}")) for rule in rules}))


def describe(before: Episode | None, script: Script, said: Sequence[str], voice: str) -> str:
    """What is new since *before*: in which *voice* it is, which words are, and which names are said differently.

    *said* has a short digest of what the engine gets for each utterance of *script*.
    """
    if before is None:
        return "first published"
    if not before.voice:  # it was imported
        return "recorded anew"
    if before.voice != voice:
        return f"recorded with the voice {voice}"
    known = {cue.text: digest for cue, digest in zip(before.text, before.said, strict=False)}
    texts = [line(utterance.text) for utterance in script.utterances]
    rewritten = sum(text not in known for text in texts)
    differently = sum(known.get(text, digest) != digest for text, digest in zip(texts, said, strict=True))
    changes = [f"{_sentences(rewritten)} new or rewritten"] if rewritten else []
    if differently:
        changes.append(f"{_sentences(differently)} said differently{_names(before, script)}")
    return "; ".join(changes) or "made again"


def _names(before: Episode, script: Script) -> str:
    """The names whose rule is new, changed or gone."""
    names = sorted({name for name, _ in {*before.rules} ^ {*rules_of(script)}})
    more = f" and {len(names) - _MOST_NAMES} more" if names[_MOST_NAMES:] else ""
    return f": {', '.join(names[:_MOST_NAMES])}{more}" if names else ""


def _sentences(count: int) -> str:
    return f"{count} sentence" if count == 1 else f"{count} sentences"
