"""What does ``wardflow`` answer to, and how does every verb fail?"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import signal
import sys
import threading
import traceback
from typing import Any

import click

from optimizer.cli.exits import Exit
from optimizer.cli.interrupts import TerminatedError, forget_signals, unwind, unwound_by
from optimizer.cli.talk import Talk, hush
from optimizer.findings import DataError, Finding, Place

__all__ = ["VERBS", "cli", "run"]

VERBS = {
    "solve": "optimizer.cli.solve",
    "validate": "optimizer.cli.judge",
    "check": "optimizer.cli.judge",
    "compare": "optimizer.cli.judge",
    "report": "optimizer.cli.tell",
    "levels": "optimizer.cli.levels",
    "calendar": "optimizer.cli.stock",
    "simulate": "optimizer.cli.stock",
    "replenish": "optimizer.cli.replenishing",
    "horizon": "optimizer.cli.horizon",
    "explain-level": "optimizer.cli.explaining",
    "convert": "optimizer.cli.data",
    "generate": "optimizer.cli.data",
    "schema": "optimizer.cli.data",
    "batch": "optimizer.cli.batch",
    "bench": "optimizer.cli.bench",
    "demo": "optimizer.cli.demo",
    "doctor": "optimizer.cli.doctor",
}
"""Module of each verb, in the order of the help text."""


_NOT_OURS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO),
    *(errno.EFBIG, errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOTTY),
}
"""What the system may refuse whoever asks: a full disk, a folder that is locked, more files."""


class VerbGroup(click.Group):
    """Imports a verb when it is asked for, and turns failures into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Verbs in the order of a working day rather than the alphabet's."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb, imported now."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(VERBS[cmd_name])
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; what it raises becomes talk on stderr and an exit code."""
        talk = ctx.ensure_object(Talk)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except DataError as error:
            talk.tell(error.findings)
            ctx.exit(Exit.INVALID)
        except (KeyboardInterrupt, click.Abort):
            talk.complain("Interrupted.")
            ctx.exit(Exit.INTERRUPTED)
        except TerminatedError:
            ctx.exit(Exit.TERMINATED)
        except OSError as error:
            ctx.exit(_refused(talk, error))
        except Exception as error:
            ctx.exit(_failed(talk, error))


def _refused(talk: Talk, error: OSError) -> Exit:
    """Say what the system refused, and whether that is our fault."""
    if error.errno in _NOT_OURS:
        what = f"{error.strerror} ({error.filename})" if error.filename else str(error.strerror)
        talk.tell([Finding("S323", what, Place("system"))])
        return Exit.INVALID
    _confess(talk, error)
    return Exit.FAULT


def _failed(talk: Talk, error: Exception) -> Exit:
    """Say what failed: memory that was asked for in vain, or something of ours."""
    if isinstance(error, MemoryError) or (talk.guard is not None and talk.guard.exceeded):
        from optimizer.cli.memory import out_of_memory

        talk.tell([out_of_memory(talk.guard.limit if talk.guard is not None else None)])
        return Exit.INVALID
    _confess(talk, error)
    return Exit.FAULT


def _confess(talk: Talk, error: Exception) -> None:
    """Say that it is our fault, and how to report it."""
    if talk.debug:
        talk.complain("".join(traceback.format_exception(error)).rstrip())
    talk.complain(
        f"wardflow failed: {type(error).__name__}: {error}\n"
        "This is a fault of Wardflow, not of your data. Please report it, with the command "
        "and what it prints with --log-level debug."
    )


def _show_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001, ARG001
    if wanted and not context.resilient_parsing:
        click.echo(f"wardflow {_version()}")
        context.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("wardflow")
    except PackageNotFoundError:
        return "(not installed)"


@click.group(
    cls=VerbGroup,
    context_settings={
        "auto_envvar_prefix": "WARDFLOW",
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and leave.",
)
def cli() -> None:
    """Plan a hospital's transport day and its ward stores.

    Checked, costed routes from today's orders; min and max of every shelf; orders from this
    morning's stock count.

    A scenario is a folder of CSV tables, a JSON document or an Excel workbook; a plan is
    JSON. "-" stands for stdin or stdout. Data goes to stdout, talk to stderr. Options can
    be set in the environment, for instance WARDFLOW_TIME_LIMIT.

    Exit codes: 0 done, 1 our fault, 2 wrong usage or invalid input, 3 no plan within the
    limits, 4 check found violations, 5 something asked for is left out (--fail-on options),
    130 and 143 interrupted, by solve and horizon with the best plan saved.
    """


def _answer(number: signal.Signals, handler: Any) -> None:
    """Set a handler, unless the signal is to be ignored, as ``nohup`` and ``&`` may want."""
    if signal.getsignal(number) is not signal.SIG_IGN:
        signal.signal(number, handler)


def run() -> None:
    """Entry point of the command ``wardflow``.

    Raises
    ------
    SystemExit
        Always, with a code of :class:`~optimizer.cli.exits.Exit`.
    """
    forget_signals()
    _answer(signal.SIGINT, unwind)
    _answer(signal.SIGTERM, unwind)
    try:
        cli(prog_name="wardflow")
    except SystemExit as leaving:
        # Click says "Aborted!" and 1 to Ctrl-C where no verb is invoked yet; and what a signal
        # broke off in the middle is no fault of ours.
        code = (unwound_by() or Exit.FAULT) if leaving.code == Exit.FAULT else leaving.code
        _hurry(code)
        raise SystemExit(code) from None
    except OSError as error:  # of --help and --version, which answer before any verb is invoked
        # What stdout still holds would be tried once more at the end, and cost the exit code.
        hush(sys.stdout)
        sys.exit(_refused(Talk(), error))
    except KeyboardInterrupt:
        _hurry(Exit.INTERRUPTED)
        sys.exit(Exit.INTERRUPTED)
    except TerminatedError:
        _hurry(Exit.TERMINATED)
        sys.exit(Exit.TERMINATED)
    finally:
        # What is left is to end; whoever cannot wait for that harms nothing.
        _answer(signal.SIGINT, signal.SIG_DFL)
        _answer(signal.SIGTERM, signal.SIG_DFL)


def _hurry(code: object) -> None:
    """Leave at once when interrupted: threads at work would be waited for, even to their end."""
    if code in {Exit.INTERRUPTED, Exit.TERMINATED} and threading.active_count() > 1:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(int(code))  # type: ignore[call-overload]
