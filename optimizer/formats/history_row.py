"""What does a row of the demand history say?"""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from optimizer.history import MOST_PIECES
from optimizer.plan import Document, Identifier

__all__ = ["HistoryRow"]


class HistoryRow(Document):
    """What a ward used of an item on a day; days without a row are days without demand."""

    ward: Identifier = Field(description="Ward.")
    item: Identifier = Field(description="Item.")
    date: dt.date = Field(description="The day. [YYYY-MM-DD]")
    pieces: int = Field(ge=0, le=MOST_PIECES, description="Pieces issued. [pieces]")
    stock_out: bool = Field(
        default=False,
        description="Whether the shelf was empty that day, so that demand may have been more.",
    )
