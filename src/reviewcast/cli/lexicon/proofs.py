"""``reviewcast lexicon test`` and ``lint``: are names said as they are meant to be, and are the rules sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewcast.cli.findings import told
from reviewcast.cli.options import output_options, show_options, wishes
from reviewcast.cli.terminal import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewcast.model import Finding
    from reviewcast.proving import Proof

_REVIEWS = click.argument("reviews", nargs=-1, metavar="[REVIEW]...", type=click.Path(path_type=Path))


@click.command("test", short_help="Prove that every rule and check is heard as it should be.")
@_REVIEWS
@show_options
@output_options
@click.pass_context
def test(context: click.Context, /, reviews: tuple[Path, ...], *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Hear every rule and every checked name in each sentence that has it; exit status 1 where one is said wrong.

    A rule is to be heard as its expect says, or as it says itself; a check as its IPA says.
    """
    from reviewcast import callsheet, naming, proving
    from reviewcast.engines import open_engine
    from reviewcast.hearing import ENGINE

    proofs: list[Proof] = []
    with open_engine(ENGINE, (given := wishes(**asked)).jobs) as engine:
        for call in callsheet.arrange(reviews, given):
            proofs += proving.prove(naming.drafts(call.reviews, call.studio), call.studio, engine)
    if not (as_json or quiet):
        _show_proofs(proofs)
    failed = [proof for proof in proofs if not proof.holds]
    _tell(proving.findings(proofs), as_json=as_json, quiet=quiet)
    summary = {"names": len({proof.name for proof in proofs}), "sentences": len(proofs), "failed": len(failed)}
    if as_json:
        click.echo(json.dumps({"event": "summary"} | summary))
    elif not quiet:
        heard = f"{counted(summary['names'], 'name')} heard in {counted(len(proofs), 'sentence')}"
        click.echo(f"{heard}: {f'{len(failed)} said wrong' if failed else 'all as they are meant'}")
    context.exit(1 if failed else 0)


def _show_proofs(proofs: Sequence[Proof]) -> None:
    names: dict[str, list[Proof]] = {}
    for proof in proofs:
        names.setdefault(proof.name, []).append(proof)
    width = max(map(len, names), default=0)
    for name, heard in names.items():
        if all(proof.holds for proof in heard):
            place = "in no review; heard alone" if heard[0].alone else counted(len(heard), "sentence")
            click.echo(f"✓ {name:{width}}  {heard[0].heard}  ({place})")


@click.command("lint", short_help="Find rules that never act, clash, or change nothing.")
@_REVIEWS
@show_options
@output_options
@click.pass_context
def lint(context: click.Context, /, reviews: tuple[Path, ...], *, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Look for rules that never act, contradict each other, say what is said anyway, or cannot be said.

    Exit status 1 where there is an error; warnings are allowed.
    """
    from reviewcast import callsheet, inspection
    from reviewcast.engines import open_engine
    from reviewcast.hearing import ENGINE

    findings: list[Finding] = []
    with open_engine(ENGINE, (given := wishes(**asked)).jobs) as engine:
        for call in callsheet.arrange(reviews, given):
            findings += inspection.inspect(call.reviews, call.studio, engine)
    _tell(findings, as_json=as_json, quiet=quiet)
    errors = sum(finding.level == "error" for finding in findings)
    if as_json:
        click.echo(json.dumps({"event": "summary", "errors": errors, "warnings": len(findings) - errors}))
    elif not quiet:
        click.echo(f"{counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')}")
    context.exit(1 if errors else 0)


def _tell(findings: Sequence[Finding], *, as_json: bool, quiet: bool) -> None:
    for finding in findings:
        if as_json:
            row = {"code": finding.code, "level": finding.level, "message": finding.message, "where": finding.where}
            click.echo(json.dumps(row, ensure_ascii=False))
        elif finding.level == "error" or not quiet:
            click.echo(f"{finding.level}: {told(finding)}", err=True)
