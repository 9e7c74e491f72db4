"""What is on every page around its sections? Title, warnings, first figures, sources, contents."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.report.headline import Tile

__all__ = ["Banner", "Frame"]

_LONG_DESCRIPTION = 240


@dataclass(frozen=True, slots=True)
class Banner:
    """What the reader must know before anything else."""

    title: str
    text: str
    bad: bool
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What ``frame.html`` shows; each page adds its sections.

    Parameters
    ----------
    title : str
        Of the window.
    name : str
        Of what is told.
    day : str
        Which day, or from when to when.
    description : str
        What the scenario says of itself, or nothing.
    banners : tuple of Banner
        Warnings.
    tiles : tuple of Tile
        What one sees first.
    source : tuple of str
        Where it comes from, a line each.
    contents : tuple of (str, str)
        Anchor and name of each section.
    """

    title: str
    name: str
    day: str
    description: str
    banners: tuple[Banner, ...]
    tiles: tuple[Tile, ...]
    source: tuple[str, ...]
    contents: tuple[tuple[str, str], ...]

    @property
    def description_is_long(self) -> bool:
        """Whether it is shown only on demand."""
        return len(self.description) > _LONG_DESCRIPTION
