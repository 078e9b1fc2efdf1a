"""A block while it is being read: words with their white space folded, and the spans over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reviewcast.model import Span

if TYPE_CHECKING:
    from reviewcast.model import Saying, SpanKind

_MOST_SPANS = 20
"""How deep marked stretches may lie in one another; deeper ones are read without their mark."""


class Break(NamedTuple):
    """A line break inside a block, where a single space now stands."""

    position: int
    line: int
    """The line of what follows."""


class Paragraph:
    """Collects the text of one block after another; open spans go on from block to block."""

    def __init__(self) -> None:
        self._open: list[tuple[SpanKind, str, Saying | None]] = []
        self._starts: list[int | None] = []
        self.clear()

    def clear(self) -> None:
        """Begin the next block."""
        self.line = 0
        self.breaks: list[Break] = []
        self._parts: list[str] = []
        self._length = 0
        self._gap = False
        self._broken = ""
        self._spans: list[Span] = []
        self._starts = [None] * len(self._open)

    @property
    def text(self) -> str:
        """The words so far."""
        return "".join(self._parts)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The marked stretches so far, those still open included; by place, the longer first."""
        still = [
            Span(start, self._length, *mark)
            for mark, start in zip(self._open, self._starts, strict=True)
            if start is not None
        ]
        return tuple(sorted({*self._spans, *still}, key=lambda span: (span.start, -span.end, span.kind, span.href)))

    def add(self, text: str, line: int) -> None:
        """Append *text*, which begins on *line*; any run of white space becomes one space."""
        words = text.split()
        if not words:
            self._gap = self._gap or bool(text)
            return
        line += text[: len(text) - len(text.lstrip())].count("\n")
        if self._length and (self._gap or self._broken or text[0].isspace()):
            if self._broken:
                self.breaks.append(Break(self._length, line))
            self._parts.append(" ")
            self._length += 1
        self.line = self.line or line
        self._starts = [self._length if start is None else start for start in self._starts]
        joined = " ".join(words)
        self._parts.append(joined)
        self._length += len(joined)
        self._gap, self._broken = text[-1].isspace(), ""

    def break_line(self, how: str) -> bool:
        """A line ends here, ``soft`` or ``hard``; it is read as a space. Says whether two hard ones are in a row."""
        twice = bool(self._length) and how == self._broken == "hard"
        self._broken = how if self._broken != "hard" else "hard"
        return twice

    def open_span(self, kind: SpanKind, href: str = "", saying: Saying | None = None) -> None:
        """What follows is marked, until the same kind closes."""
        if len(self._open) < _MOST_SPANS:
            self._open.append((kind, href, saying))
            self._starts.append(None)

    def close_span(self, kind: SpanKind) -> None:
        """The innermost open span of that *kind* ends; nothing happens when there is none."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == kind:
                start, mark = self._starts.pop(index), self._open.pop(index)
                if start is not None:
                    self._spans.append(Span(start, self._length, *mark))
                return
