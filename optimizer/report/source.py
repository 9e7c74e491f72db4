"""Where does the plan come from, and how far may one trust it? Honest lines for the top."""

from __future__ import annotations

from optimizer.check import Verdict
from optimizer.plan import Provenance, RoutePlan
from optimizer.report.text import N_, Language

__all__ = ["author_of", "source_lines"]

_STATUS = {
    "optimal": N_("proven optimal for the problem as posed"),
    "feasible": N_("feasible, not proven optimal"),
    "interrupted": N_("interrupted, best plan until then"),
    "infeasible": N_("no plan exists"),
    "unknown": N_("nothing proven"),
    "imitated": N_("imitates how it is driven, not optimised"),
}
_SEARCHED = frozenset({"optimal", "feasible", "interrupted", "unknown"})
_SHOWN_DIGITS = 12


def author_of(known: Provenance) -> str:
    """Who made a plan, with the version of the engine where it was one.

    Examples
    --------
    >>> author_of(Provenance(source="wardflow", engine_version="PyVRP 0.14"))
    'wardflow (PyVRP 0.14)'
    """
    return f"{known.source} ({known.engine_version})" if known.engine_version else known.source


def _limits(say: Language, known: Provenance) -> str:
    parts = []
    if known.time_limit_s is not None:
        parts.append(say.text("time limit {n} s", n=say.number(known.time_limit_s)))
    if known.iteration_limit is not None:
        parts.append(say.text("iteration limit {n}", n=say.number(known.iteration_limit)))
    if known.iterations is not None:
        parts.append(say.text("{n} iterations done", n=say.number(known.iterations)))
    if known.seconds is not None:
        parts.append(say.text("searched for {n} s", n=say.number(known.seconds, 1)))
    if known.seed is not None:
        parts.append(say.text("seed {n}", n=known.seed))
    if known.n_jobs is not None:
        parts.append(say.plural("{n} process", "{n} processes", known.n_jobs))
    return ", ".join(parts)


def _bound(say: Language, known: Provenance, cost_sek: float) -> str:
    if known.bound_sek is None:
        return say.text("No lower bound is proven: how much cheaper a plan could be is not known.")
    gap = (cost_sek - known.bound_sek) / cost_sek if cost_sek > 0 else 0.0
    return say.text(
        "Proven lower bound {bound}: no plan is more than {gap} cheaper.",
        bound=say.money(known.bound_sek),
        gap=say.percent(max(0.0, gap), 1),
    )


def source_lines(plan: RoutePlan, verdict: Verdict, say: Language) -> tuple[str, ...]:
    """Engine or author, limits, status and bound, and what the check says.

    Parameters
    ----------
    plan : RoutePlan
        The plan with its provenance, if it states one.
    verdict : Verdict
        What the checker says of it, with its cost.
    say : Language
        Language of the reader.

    Returns
    -------
    tuple of str
        One line each; nothing is claimed that the plan does not state.

    Examples
    --------
    >>> from optimizer.plan import Cost
    >>> nothing = Cost(fixed_sek=0, distance_sek=0, time_sek=0, overtime_sek=0, penalty_sek=0)
    >>> silent = RoutePlan(scenario="day")
    >>> source_lines(silent, Verdict((), (), nothing, ()), Language("en"))[0]
    'The plan does not say where it comes from.'
    """
    lines = []
    known = plan.provenance
    if known is None:
        lines.append(say.text("The plan does not say where it comes from."))
    else:
        lines.append(say.text("Plan by: {source}", source=author_of(known)))
        status = say.text(_STATUS[known.status]) if known.status in _STATUS else known.status
        about = "; ".join(part for part in (status, _limits(say, known)) if part)
        if about:
            lines.append(say.text("Status: {about}.", about=about))
        if known.status in _SEARCHED:
            lines.append(_bound(say, known, verdict.cost.total_sek))
        if known.scenario_sha256:
            short = known.scenario_sha256[:_SHOWN_DIGITS]
            lines.append(say.text("Planned from scenario {digits} (SHA-256).", digits=short))
    if verdict.ok:
        lines.append(say.text("Checked independently: every rule is kept and the cost recounts."))
    return tuple(lines)
