"""Golden pairs: each file in data/ beside the JSON of what is read from it.

Write them anew with ``REVIEWCAST_GOLDEN=write pytest tests/document/test_golden.py``, then read the difference.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path

import pytest

from reviewcast.document import parse
from reviewcast.errors import ReviewError
from reviewcast.model import Block, Facts, Review, Saying

DATA = Path(__file__).parent / "data"
CASES = sorted(path for path in DATA.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_habit_of_writers_is_read_as_its_golden_file_says(path):
    """What is read from the file is what its JSON holds, to the last line number and span."""
    golden = path.with_name(f"{path.name}.json")
    known = json.loads(golden.read_text(encoding="utf-8")) if golden.exists() else {}
    found = read(path, known.get("skip", []))
    if os.environ.get("REVIEWCAST_GOLDEN") == "write":
        golden.write_text(pretty(found), encoding="utf-8")
    assert found == known or os.environ.get("REVIEWCAST_GOLDEN") == "write"


def test_there_are_enough_pairs_and_none_is_alone():
    """Every JSON has its source, and the habits that the reader claims to know are all there."""
    assert {path.name for path in DATA.glob("*.json")} == {f"{path.name}.json" for path in CASES}
    assert len(CASES) >= 45


def read(path: Path, skip: list[str]) -> dict:
    start = {"skip": skip} if skip else {}
    try:
        review = parse(path.read_bytes(), path.name, skip=skip)
    except ReviewError as error:
        return {**start, "refused": str(error)}
    return {**start, **as_json(review)}


def as_json(review: Review) -> dict:
    stated = {
        field.name: getattr(review.facts, field.name)
        for field in fields(Facts)
        if getattr(review.facts, field.name) != field.default
    }
    return {
        "title": f"{review.title_line} {review.title}",
        "slug": review.slug,
        "facts": json.loads(json.dumps(stated, default=str)),
        "sections": [
            {
                "heading": section.heading and block_json(section.heading),
                "blocks": list(map(block_json, section.blocks)),
            }
            for section in review.sections
        ],
        "omissions": [f"{each.line} {each.kind}: {each.what}" for each in review.omissions],
    }


def block_json(block: Block) -> str | list[str]:
    place = f"{block.line} {block.kind}{block.level or ''}{' ' * bool(block.marker)}{block.marker}: {block.text}"
    spans = [
        f"{span.kind} [{block.text[span.start : span.end]}]{span.href}{_saying(span.saying)}" for span in block.spans
    ]
    return [place, *spans] if spans else place


def _saying(saying: Saying | None) -> str:
    return f" {saying.kind} {saying.value}" if saying else ""


def pretty(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
