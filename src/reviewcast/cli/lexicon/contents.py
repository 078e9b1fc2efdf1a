"""``reviewcast lexicon list`` and ``show NAME``: what the files say, and what is known of one name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.lexicon.arguments import NAME, review_option
from reviewcast.cli.lexicon.layout import columns, sentence, wrapped
from reviewcast.cli.options import output_options, show_options, wishes
from reviewcast.cli.terminal import counted

if TYPE_CHECKING:
    from pathlib import Path

    from reviewcast.dossier import Dossier
    from reviewcast.model import Check, Rule


@click.command("list", short_help="What the rule files say, each entry with its file and line.")
@review_option("With the rules of this review.")
@click.option("--house", is_flag=True, help="With the rules that come with reviewcast.")
@show_options
@output_options
def list_rules(review: Path | None, *, house: bool, as_json: bool, quiet: bool, **asked: Any) -> None:
    """List the rules and the checked names, nearest first, each with its sound and its file and line."""
    from reviewcast import callsheet

    call = callsheet.home(wishes(**asked), review)
    sheets = [each for each in call.studio.rulebook.sheets(review) if house or each.scope != "house"]
    entries: list[Rule | Check] = []
    for each in sheets:
        entries += [*each.rules, *each.checks]
    rows = [_row(entry) for entry in entries]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        click.echo(json.dumps({"event": "summary", "rules": len(rows)}))
    elif not quiet:
        _show_rows(rows)


def _show_rows(rows: list[dict[str, str]]) -> None:
    cells = [
        (
            row["name"],
            f"{row['kind']} {row['value']}".strip(),
            row["ipa"],
            "" if row["scope"] == "house" else row["status"],
            "house" if row["scope"] == "house" else row["where"],
        )
        for row in rows
    ]
    for line in columns(cells):
        click.echo(line)
    rules = sum(row["kind"] != "check" for row in rows)
    click.echo(f"{counted(rules, 'rule')}, {counted(len(rows) - rules, 'check')}")
    if not rows:
        click.echo('next: "reviewcast lexicon scan" lists the names that nobody has checked')


def _row(entry: Rule | Check) -> dict[str, str]:
    from reviewcast import sounds
    from reviewcast.model import Rule

    where = f"{entry.path}:{entry.line}" if entry.line else entry.path
    row = {"name": entry.written, "scope": entry.scope, "where": where}
    if isinstance(entry, Rule):
        saying = entry.saying
        ipa = sounds.ipa(saying, entry.written)
        value = saying.language if saying.kind == "lang" else saying.value
        return row | {"kind": saying.kind, "value": value, "ipa": ipa, "status": entry.status}
    return row | {"kind": "check", "value": "", "ipa": entry.expect, "status": "checked"}


@click.command("show", short_help="All that is known of one name.")
@click.argument("name", type=NAME)
@review_option("As this review has it.")
@show_options
@output_options
def show_name(name: str, review: Path | None, *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Show all that is known of NAME: its rule, how it is said with and without, what dictionaries and voices say."""
    from reviewcast import callsheet, dossier, naming
    from reviewcast.engines import open_engine
    from reviewcast.hearing import ENGINE

    call = callsheet.home(hopes := wishes(**asked), review)
    drafted = naming.drafts((review,) if review else call.reviews, call.studio)
    with open_engine(ENGINE, hopes.jobs) as engine:
        known = dossier.open_on(name, drafted, call.studio, engine)
    if as_json:
        click.echo(json.dumps(known.as_row(), ensure_ascii=False))
    elif not quiet:
        _show(known)


def _show(known: Dossier) -> None:
    click.secho(known.name, bold=True)
    click.echo(f"  state     {known.state}")
    for rule in known.rules:
        status = "" if rule.scope == "house" else f", {rule.status}"
        place = "house" if rule.scope == "house" else f"{rule.path}:{rule.line}" if rule.line else rule.path
        click.echo(f"  rule      {rule.saying.kind} {rule.saying.value}  ({place}{status})".rstrip())
        for label, text in (("by", rule.by), ("source", rule.source), ("note", rule.note)):
            if text:
                click.echo(f"  {label:8}  {text}")
    click.echo(f"  said      {known.now.ipa}  {known.now.respelling}")
    if known.plain != known.now:
        click.echo(f"  without   {known.plain.ipa}  {known.plain.respelling}")
    for each in known.readings:
        click.echo(f"  perhaps   {each.ipa}  {each.respelling}  ({each.source})")
    for said in known.where:
        click.echo(wrapped(sentence(said), "  "))
    click.echo(f"  {counted(len(known.where), 'sentence')}" if known.where else "  in no review")
