"""Which options say what holds for every job that does not say otherwise?"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["job_defaults", "shard_of"]

F = TypeVar("F", bound=Callable[..., Any])

_LONG = 19
"""Digits from which on a number of seeds is none."""

_LIMITS = {
    "time": ("time_s", float, "SECONDS", "Wall time of a job; then it is asked to end."),
    "grace": ("grace_s", float, "SECONDS", "How long it may take to end before it is killed."),
    "memory": ("memory_mb", int, "MB", "Most memory of a job with all that it starts."),
    "cores": ("cores", int, "N", "Cores of a job."),
    "retries": ("retries", int, "N", "How often a job is tried again after a crash."),
    "backoff": ("backoff_s", float, "SECONDS", "Wait before it is; doubled each time."),
}


def shard_of(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """Read ``2/5`` as the second of five parts.

    Raises
    ------
    click.BadParameter
        If it is something else.
    """
    if value is None:
        return None
    part, _, parts = value.partition("/")
    if part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts) <= 1_000_000:
        return int(part), int(parts)
    raise click.BadParameter("a part of how many, like 2/5", ctx=context, param=parameter)


def job_defaults(function: F) -> F:
    """Add the options about jobs; the verb gets them as ``defaults``, keys of a manifest."""

    @functools.wraps(function)
    def verb(
        *args: object,
        verb: str | None,
        pairs: tuple[str, ...],
        seeds: str | None,
        **more: Any,
    ) -> object:
        defaults: dict[str, Any] = {}
        if verb is not None:
            defaults["verb"] = verb
        if pairs:
            defaults["options"] = dict(map(_pair, pairs))
        if seeds is not None:
            is_number = seeds.isdecimal() and len(seeds) < _LONG
            defaults["seeds"] = int(seeds) if is_number else seeds
        given = {key: more.pop(f"job_{name}") for name, (key, *_rest) in _LIMITS.items()}
        limits = {key: value for key, value in given.items() if value is not None}
        if limits:
            defaults["limits"] = limits
        return function(*args, defaults=defaults, **more)

    decorated: Any = verb
    for name, (_key, kind, metavar, text) in reversed(_LIMITS.items()):
        decorated = click.option(f"--{name}", f"job_{name}", type=kind, metavar=metavar, help=text)(
            decorated
        )
    decorated = click.option(
        "--seeds", metavar="N|1,2,3", help="Run each job with these seeds; tell the best."
    )(decorated)
    decorated = click.option(
        "--set",
        "pairs",
        multiple=True,
        metavar="NAME=VALUE",
        help="Option of the verb, for instance time-limit=60; may be given several times.",
    )(decorated)
    return click.option(  # type: ignore[no-any-return]
        "--verb", metavar="VERB", help="Verb of jobs that name none. [default: solve]"
    )(decorated)


def _pair(text: str) -> tuple[str, str | int | float | bool]:
    from optimizer.batch.manifest_rows import typed

    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(f'--set takes NAME=VALUE, not "{text}"')
    return name.removeprefix("--"), typed(value)
