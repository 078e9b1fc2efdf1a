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


def others_of(script: Script, narrator: str) -> tuple[str, ...]:
    """The profiles that speak in *script* beside the *narrator*, sorted."""
    return tuple(sorted({utterance.voice.profile for utterance in script.utterances} - {narrator}))


def describe(before: Episode | None, script: Script, said: Sequence[str], voice: str) -> str:
    """What is new since *before*: in which voices it is, which words are, and which names are said differently.

    *voice* is the narrator's profile; with another one all else is new too.
    *said* has a short digest of what the engine gets for each utterance of *script*.
    """
    if before is None:
        return "first published"
    if not before.voice:  # it was imported
        return "recorded anew"
    old, new = (before.voice, *before.others), (voice, *others_of(script, voice))
    gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
    if before.voice != voice:
        return _voices(gone or [before.voice], come or [voice])
    known = {cue.text: digest for cue, digest in zip(before.text, before.said, strict=False)}
    texts = [line(utterance.text) for utterance in script.utterances]
    rewritten = sum(text not in known for text in texts)
    differently = sum(known.get(text, digest) != digest for text, digest in zip(texts, said, strict=True))
    changes = [f"{_sentences(rewritten)} new or rewritten"] if rewritten else []
    if differently:
        changes.append(f"{_sentences(differently)} said differently{_names(before, script)}")
    if gone or come:
        changes.append(_voices(gone, come))
    return "; ".join(changes) or "made again"


def _voices(gone: Sequence[str], come: Sequence[str]) -> str:
    """Which voices are no longer heard, and which are now; not both are empty."""
    if not come:
        return f"without the voice {', '.join(gone)}"
    if not gone:
        return f"with the voice {', '.join(come)}"
    return f"other voice: {', '.join(gone)} -> {', '.join(come)}"


def _names(before: Episode, script: Script) -> str:
    """The names whose rule is new, changed or gone."""
    names = sorted({name for name, _ in {*before.rules} ^ {*rules_of(script)}})
    more = f" and {len(names) - _MOST_NAMES} more" if names[_MOST_NAMES:] else ""
    return f": {', '.join(names[:_MOST_NAMES])}{more}" if names else ""


def _sentences(count: int) -> str:
    return f"{count} sentence" if count == 1 else f"{count} sentences"
