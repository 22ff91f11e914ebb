"""The paper of the drawing: everything on one A3, or views, sections and lists on a page each of A4 or F4; in mm."""

from __future__ import annotations

from dataclasses import dataclass

FRAME = 10.0            # the drawing's frame off the edge of the paper
STRIP = 20.0            # height of the title block along the bottom of a small sheet
COLUMN = 122.0          # width of the lists and the title block at the right of a large one


@dataclass(frozen=True)
class Format:
    """A sheet on its side. split: a page each for views, sections and lists, the title block along the bottom."""

    name: str
    width: float
    height: float
    split: bool

    @property
    def left(self) -> float:
        return FRAME + (4.0 if self.split else 12.0)

    @property
    def top(self) -> float:
        return FRAME + 2.0

    @property
    def right(self) -> float:
        """Of what views and sections may take."""
        return self.width - FRAME - (2.0 if self.split else COLUMN)

    @property
    def bottom(self) -> float:
        return self.height - FRAME - (STRIP + 2.0 if self.split else 2.0)

    @property
    def pages(self) -> tuple[str, ...]:
        return ("views", "sections", "lists") if self.split else ("all",)

    @property
    def views_high(self) -> float:
        """Most that the three views take, one above the other: all of a page, or what the sections leave."""
        return self.bottom - self.top if self.split else 162.0


FORMATS = {"a4": Format("A4", 297.0, 210.0, True), "f4": Format("F4", 330.0, 215.0, True),
           "a3": Format("A3", 420.0, 297.0, False)}
