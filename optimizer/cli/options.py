"""Which options do the verbs share, and what do they become?"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from optimizer.cli.talk import Talk

if TYPE_CHECKING:
    from optimizer.service import Limits

__all__ = [
    "DEFAULT_TIME_S",
    "LARGEST_SEED",
    "LimitOptions",
    "finite",
    "language",
    "n_cores",
    "output_form",
    "search_limits",
    "seed_option",
    "simulation_size",
    "talking",
]

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_TIME_S = 30.0
"""Search time where no limit is set. [s]"""
LARGEST_SEED = 2**31 - 1


def n_cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def talking(function: F) -> F:
    """Add ``--quiet``, ``--log-level`` and ``--log-format``; the verb gets a Talk first."""

    @click.option(
        "--log-level",
        type=click.Choice(["debug", "info", "warning", "error"]),
        metavar="LEVEL",
        default="warning",
        show_default=True,
        envvar="WARDFLOW_LOG_LEVEL",
        help="Log lines on stderr, from this level up: debug, info, warning or error.",
    )
    @click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        envvar="WARDFLOW_LOG_FORMAT",
        help="Form of all that goes to stderr; json: one object a line, with the id of the run.",
    )
    @click.option(
        "-q", "--quiet", is_flag=True, envvar="WARDFLOW_QUIET", help="Say nothing but errors."
    )
    @click.pass_context
    @functools.wraps(function)
    def verb(
        context: click.Context,
        /,
        *args: object,
        quiet: bool,
        log_level: str,
        log_format: str,
        **more: object,
    ) -> object:
        talk = context.find_root().ensure_object(Talk)
        talk.quiet = quiet
        talk.log_form = log_format
        talk.form = str(more.get("form", "table"))
        talk.listen_to_logs(log_level)
        return function(talk, *args, **more)

    return verb  # type: ignore[return-value]


output_form = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    envvar="WARDFLOW_FORMAT",
    help="Form of the answer on stdout. With json, findings on stderr are JSON lines too.",
)


language = click.option(
    "--lang",
    type=click.Choice(["en", "sv"]),
    default="en",
    show_default=True,
    envvar="WARDFLOW_LANG",
    help="Language of reports and manifests.",
)


@dataclass(frozen=True)
class LimitOptions:
    """Limits of a search as they were typed."""

    time_limit: float | None
    iterations: int | None
    no_improvement: int | None
    seed: int
    jobs: int | None

    def limits(self) -> Limits:
        """The same as the service wants it; half a minute where none is set."""
        from optimizer.service import Limits

        given = (self.time_limit, self.iterations, self.no_improvement)
        return Limits(
            time_s=DEFAULT_TIME_S if given == (None, None, None) else self.time_limit,
            iterations=self.iterations,
            no_improvement=self.no_improvement,
            seed=self.seed,
            n_jobs=self.jobs or n_cores(),
        )


def finite(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """Refuse what is no number, which ranges let through.

    Raises
    ------
    click.BadParameter
        If it is not finite.
    """
    if value is not None and not math.isfinite(value):
        raise click.BadParameter("must be a number of seconds", ctx=context, param=parameter)
    return value


def seed_option(told: str) -> Callable[[F], F]:
    """Add ``--seed``, with what it is told to be; the verb gets it as ``seed``."""
    return click.option(
        "--seed",
        type=click.IntRange(min=0, max=LARGEST_SEED),
        default=1,
        metavar="N",
        show_default=True,
        envvar="WARDFLOW_SEED",
        help=told,
    )


def search_limits(function: F) -> F:
    """Add the limits of a search; the verb gets them as ``limits``."""

    @click.option(
        "--time-limit",
        type=click.FloatRange(min=0, min_open=True),
        callback=finite,
        metavar="SECONDS",
        envvar="WARDFLOW_TIME_LIMIT",
        help=f"Longest search. [default: {DEFAULT_TIME_S:g} if there is no other limit]",
    )
    @click.option(
        "--iterations",
        type=click.IntRange(min=1),
        metavar="N",
        envvar="WARDFLOW_ITERATIONS",
        help="Most iterations of each process; gives the same plan each time.",
    )
    @click.option(
        "--no-improvement",
        type=click.IntRange(min=1),
        metavar="N",
        envvar="WARDFLOW_NO_IMPROVEMENT",
        help="Most iterations of a process without a better plan.",
    )
    @seed_option("Seed of the random stream.")
    @click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1, max=512),
        metavar="N",
        envvar="WARDFLOW_JOBS",
        help="Processes that search. [default: one a core]",
    )
    @functools.wraps(function)
    def verb(
        *args: object,
        time_limit: float | None,
        iterations: int | None,
        no_improvement: int | None,
        seed: int,
        jobs: int | None,
        **more: object,
    ) -> object:
        limits = LimitOptions(time_limit, iterations, no_improvement, seed, jobs)
        return function(*args, limits=limits, **more)

    return verb  # type: ignore[return-value]


def simulation_size(*, n_weeks: int, n_replications: int, none: bool = False) -> Callable[[F], F]:
    """Add the size of a simulation: ``n_weeks``, ``n_replications`` and ``seed``.

    Parameters
    ----------
    n_weeks, n_replications : int
        Defaults.
    none : bool
        Whether zero weeks are allowed: no simulation.
    """

    def add(function: F) -> F:
        for option in (
            seed_option("Seed of the simulated demand."),
            click.option(
                "--replications",
                "n_replications",
                type=click.IntRange(min=1, max=10_000),
                default=n_replications,
                metavar="N",
                show_default=True,
                envvar="WARDFLOW_REPLICATIONS",
                help="Replications; the more, the narrower the confidence intervals.",
            ),
            click.option(
                "--weeks",
                "n_weeks",
                type=click.IntRange(min=0 if none else 1, max=10_000),
                default=n_weeks,
                metavar="N",
                show_default=True,
                envvar="WARDFLOW_WEEKS",
                help="Simulated weeks" + ("; 0: no simulation." if none else "."),
            ),
        ):
            function = option(function)
        return function

    return add
