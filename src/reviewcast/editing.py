"""What an editor decides: a rule made, changed, approved or taken back, in the file where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from reviewcast import amendment, hearing, naming, phonetics, rulebook, sheet, sounds
from reviewcast.errors import ShowError, UsageError, VoiceError, did_you_mean
from reviewcast.lexicon import same_key
from reviewcast.model import Rule, Saying
from reviewcast.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reviewcast.engines import Engine
    from reviewcast.model import Check, RuleKind, Scope
    from reviewcast.production import Draft, Studio


@dataclass(frozen=True, slots=True)
class Decision:
    """What stands in a file now."""

    name: str
    path: Path
    what: str
    """``set``, ``approved``, ``checked`` or ``unset``."""
    ipa: str = ""
    """How it is said: as the rule says, or for a check as it was heard."""


def file_for(studio: Studio, review: Path | None) -> tuple[Path, Scope]:
    """The rule file of *review*, else of the show; UsageError where there is neither."""
    if review is not None:
        return rulebook.review_file(review), "review"
    path = studio.rulebook.path
    if path is None:
        raise UsageError("there is no show here to keep the rule; name the review it is for with --review")
    return path, "show"


def make_rule(name: str, what: Mapping[str, object], scope: Scope = "show") -> Rule:
    """A rule that is in no file, checked as one in a file is; UsageError for what cannot be said."""
    try:
        (rule,) = sheet.rules_of({name: what}, scope)
    except ShowError as error:
        raise UsageError(error.message) from None
    return rule


def fields(name: str, kind: str, value: str, engine: Engine | None = None) -> dict[str, object]:
    """*kind* and *value* as a rule file has them; *engine* is asked for the reading of a ``lang``.

    Raises UsageError where there is no voice of that language.
    """
    if kind == "lang" and engine is not None:
        language = value.lower()
        return saying_fields(Saying("lang", read_in(name, language, engine), language))
    return saying_fields(Saying(cast("RuleKind", kind), value))


def saying_fields(saying: Saying) -> dict[str, object]:
    """*saying* as a rule file has it."""
    if saying.kind == "spell":
        return {"spell": saying.value or True}
    if saying.kind != "lang":
        return {saying.kind: saying.value}
    if not saying.language:
        return {"lang": saying.value}
    if not saying.value:
        return {"lang": saying.language}
    return {"lang": saying.language, "reading": saying.value}


def read_in(name: str, language: str, engine: Engine) -> str:
    """How the voice of *language* reads *name*, in the sounds of English, as IPA.

    Raises UsageError where there is no such voice.
    """
    try:
        heard = hearing.pronounce(engine, name, hearing.foreign(language))
    except VoiceError:
        known, base = engine.voices(), language.partition("-")[0]
        near = f'; did you mean "{base}"?' if base != language and base in known else did_you_mean(language, known)
        hint = near or "; write one such as fr, es or de"
        raise UsageError(f'there is no voice of the language "{language}"{hint}') from None
    return phonetics.write_ipa(phonetics.approximate(heard))


def set_rule(name: str, what: Mapping[str, object], studio: Studio, review: Path | None) -> Decision:
    """Write a rule with the fields *what*, as a rule file has them; fields it had and that are not named stay.

    Raises ShowError when the file is wrong, would become so, or was changed by someone else meanwhile.
    """
    path, scope = file_for(studio, review)
    held = sheet.load(path, scope)
    written = _as_kept(name, held.rules) or name
    amendment.set_rule(path, written, what, base=held.digest)
    rule = next((rule for rule in sheet.load(path, scope).rules if rule.written == written), None)
    if rule is None:
        raise ShowError(
            f'was changed by someone else just now, and "{written}" is gone; run this again', path=str(path)
        )
    return Decision(written, path, "set", sounds.ipa(rule.saying, written))


def approve(
    name: str, by: str, drafted: Sequence[Draft], studio: Studio, review: Path | None, engine: Engine
) -> Decision:
    """Settle *name*: its rule is approved, or, where no file of the show has one, it is right as it is heard.

    Raises ShowError as :func:`set_rule` does, and UsageError for a name that nothing is known of.
    """
    path, scope = file_for(studio, review)
    held = sheet.load(path, scope)
    written = _as_kept(name, held.rules)
    if written is not None:
        amendment.approve(path, written, by=by, base=held.digest)
        rule = next(rule for rule in held.rules if rule.written == written)
        return Decision(written, path, "approved", sounds.ipa(rule.saying, written))
    heard = heard_now(name, drafted, studio, engine)
    written = _as_kept(name, held.checks) or name
    amendment.set_check(path, written, heard, base=held.digest)
    return Decision(written, path, "checked", heard)


def _as_kept(name: str, entries: Sequence[Rule | Check]) -> str | None:
    """The key of *entries* that means *name*: the very same, else one that differs in typography or case only."""
    keys = [entry.written for entry in entries]
    return name if name in keys else next((key for key in keys if same_key(key, name)), None)


def heard_now(name: str, drafted: Sequence[Draft], studio: Studio, engine: Engine) -> str:
    """How *name* is said by the rules as they stand: in the first sentence that has it, else alone."""
    return naming.heard_in(name, drafted, studio, engine) or _heard_alone(name, drafted, studio, engine)


def _heard_alone(name: str, drafted: Sequence[Draft], studio: Studio, engine: Engine) -> str:
    voice = drafted[0].voice if drafted else studio.usual_voice()
    reader = Reader(studio.rulebook.lexicon(), hearing.ear(voice), studio.show.language)
    return hearing.hear(engine, reader, name, 0, len(name))


def unset(name: str, studio: Studio, review: Path | None) -> Decision:
    """Take the rule and the check of *name* out of their file; UsageError where it has none."""
    path, scope = file_for(studio, review)
    held = sheet.load(path, scope)
    kept = {key for entries in (held.rules, held.checks) if (key := _as_kept(name, entries)) is not None}
    if not kept:
        known = [*(rule.written for rule in held.rules), *(check.written for check in held.checks)]
        raise UsageError(f'{path} has no rule for "{name}"{did_you_mean(name, known)}')
    for key in sorted(kept):
        amendment.unset(path, key, base=held.digest if len(kept) == 1 else sheet.load(path, scope).digest)
    return Decision(name if name in kept else min(kept), path, "unset")
