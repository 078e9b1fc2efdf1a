"""Apple's podcast categories (podcasters.apple.com/support/1691), spelled as a feed must spell them."""

from __future__ import annotations

from reviewcast.errors import did_you_mean

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism",
        "Christianity",
        "Hinduism",
        "Islam",
        "Judaism",
        "Religion",
        "Spirituality",
    ),
    "Science": (
        "Astronomy",
        "Chemistry",
        "Earth Sciences",
        "Life Sciences",
        "Mathematics",
        "Natural Sciences",
        "Nature",
        "Physics",
        "Social Sciences",
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        "Baseball",
        "Basketball",
        "Cricket",
        "Fantasy Sports",
        "Football",
        "Golf",
        "Hockey",
        "Rugby",
        "Running",
        "Soccer",
        "Swimming",
        "Tennis",
        "Volleyball",
        "Wilderness",
        "Wrestling",
    ),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
    "Technology": (),
    "True Crime": (),
}
"""The 19 categories and their subcategories."""


def check_category(text: str) -> tuple[str, ...]:
    """``"TV & Film > Film Reviews"`` as ``("TV & Film", "Film Reviews")``; without ``>`` a tuple of one.

    Apple compares letter for letter; a slip in capitals or blanks is put right here, anything else raises
    ValueError with the nearest name there is.
    """
    known = {name.casefold(): name for name in _names()}
    wanted = " > ".join(" ".join(part.split()) for part in text.split(">"))
    name = known.get(wanted.casefold())
    if name is None:
        raise ValueError(f'"{wanted}" is not one of Apple\'s categories{_nearest(wanted, known)}')
    return tuple(name.split(" > "))


def _names() -> list[str]:
    return [*CATEGORIES, *(f"{name} > {sub}" for name, subs in CATEGORIES.items() for sub in subs)]


def _nearest(wanted: str, known: dict[str, str]) -> str:
    """A subcategory that stands alone, or under the wrong category, is told its right place first."""
    last = wanted.casefold().rpartition(" > ")[2]
    placed = [name for folded, name in known.items() if folded.endswith(f" > {last}")]
    if placed:
        return f'; did you mean "{placed[0]}"?'
    hint = did_you_mean(wanted.casefold(), known)
    for folded in sorted(known, key=len, reverse=True):
        if f'"{folded}"' in hint:
            return hint.replace(folded, known[folded])
    return hint
