"""Reading reviews: Markdown, HTML and plain text as the web really has them, into a Review without any markup.

::

    bytes --decoding--> text --frontmatter, facts--> Facts
                          |--shortcodes--> text without template tags
                          |--markdown, hypertext--> events --composition--> blocks
                                                              |--headings, outline--> title and sections

markdown-it-py, lxml and PyYAML are imported when a text needs them, not before.
"""

from reviewcast.document.parsing import parse
from reviewcast.document.slugs import make_slug

__all__ = ["make_slug", "parse"]
