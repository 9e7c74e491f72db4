"""Is the live line only for terminals, and is no work lost with one?"""

from __future__ import annotations

import io
import sys

import pytest

from optimizer.cli.horizon_line import HorizonLine
from optimizer.cli.interrupts import Interrupts
from optimizer.cli.live import LiveLine
from optimizer.cli.talk import Talk


class Terminal(io.StringIO):
    """Somebody looks at it, until it is gone."""

    gone = False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.gone:
            raise OSError(5, "Input/output error")
        return super().write(text)


def opened(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """No fixture: what they put in the place of stderr is captured away when tests begin."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


@pytest.mark.parametrize(
    ("talk", "shown"), [(Talk(), True), (Talk(quiet=True), False), (Talk(log_form="json"), False)]
)
def test_the_line_stands_where_nothing_else_is_wanted(
    monkeypatch: pytest.MonkeyPatch, talk: Talk, *, shown: bool
) -> None:
    terminal = opened(monkeypatch)
    with LiveLine(talk) as line:
        line.show("7 of 12 jobs")
    assert ("7 of 12 jobs" in terminal.getvalue()) is shown


def test_log_lines_in_json_stay_whole_while_a_horizon_is_planned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal, talk = opened(monkeypatch), Talk(log_form="json")
    with HorizonLine(talk, Interrupts(talk)) as line:
        assert line("delivery days", None, 1.0) is False
    assert terminal.getvalue() == ""


def test_a_terminal_that_is_gone_costs_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = opened(monkeypatch)
    with LiveLine(Talk()) as line:
        line.show("7 of 12 jobs")
        terminal.gone = True
        line.show("8 of 12 jobs")
    assert "7 of 12" in terminal.getvalue()
    assert "8 of 12" not in terminal.getvalue()
