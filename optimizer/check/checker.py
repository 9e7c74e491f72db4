"""Is every rule of a daily plan kept, and does its cost recount?

The judge of all plans, whoever made them. It knows the documents and the travel times,
and has never met the solver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.check.access import access_findings
from optimizer.check.completeness import completeness_findings, shortfall_findings
from optimizer.check.cost import cost_findings, recount
from optimizer.check.facts import Facts
from optimizer.check.hygiene import hygiene_findings
from optimizer.check.loads import load_findings
from optimizer.check.references import reference_findings
from optimizer.check.timing import timing_findings
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place, Severity
from optimizer.plan import Cost, RoutePlan
from optimizer.travel import TravelTimes
from optimizer.units import format_time_of_day

__all__ = ["Verdict", "check"]


@dataclass(frozen=True)
class Verdict:
    """What the checker says of a plan.

    Parameters
    ----------
    violations : tuple of Finding
        Rules that are broken, all of them.
    warnings : tuple of Finding
        What breaks no rule and is worth a look.
    cost : Cost
        Cost, counted anew; of a plan with unknown names, of what is known. [SEK]
    length_m : tuple of int or None
        Length of each route in the plan's order, counted anew; None where it cannot be
        told. [m]
    """

    violations: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    cost: Cost
    length_m: tuple[int | None, ...]

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Violations, then warnings."""
        return self.violations + self.warnings


def check(scenario: Scenario, travel: TravelTimes, plan: RoutePlan) -> Verdict:
    """Judge a plan by rules R1 to R13 and count its cost anew.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Durations and distances between its sites. [s, m]
    plan : RoutePlan
        Any well-formed plan, from whatever source.

    Returns
    -------
    Verdict
        All violations at once, warnings, cost and lengths.

    Examples
    --------
    >>> from optimizer.formats import read_scenario
    >>> from optimizer.travel import measure
    >>> tiny = read_scenario("instances/tiny").value
    >>> travel = measure(tiny)
    >>> check(tiny, travel, tiny.baseline).ok
    True
    >>> nobody = check(tiny, travel, RoutePlan(scenario="tiny"))
    >>> nobody.ok, {finding.code for finding in nobody.violations}
    (False, {'C521'})
    """
    facts = Facts(scenario, travel, plan)
    counted = recount(facts)
    findings = (
        *reference_findings(facts),
        *timing_findings(facts),
        *load_findings(facts),
        *hygiene_findings(facts),
        *access_findings(facts),
        *completeness_findings(facts),
        *cost_findings(facts, counted),
        *_other_scenario(facts),
        *_docks(facts),
        *shortfall_findings(facts),
    )
    return Verdict(
        violations=tuple(f for f in findings if f.severity is Severity.ERROR),
        warnings=tuple(f for f in findings if f.severity is not Severity.ERROR),
        cost=counted.cost,
        length_m=counted.length_m,
    )


def _other_scenario(facts: Facts) -> Iterator[Finding]:
    if facts.plan.scenario != facts.scenario.name:
        message = f'made for "{facts.plan.scenario}", checked against "{facts.scenario.name}"'
        yield Finding("C903", message, Place("plan", column="scenario"))


def _docks(facts: Facts) -> Iterator[Finding]:
    """Sites where more vehicles are at once than there are docks, told at the worst moment."""
    stays: dict[str, list[tuple[int, int, str]]] = {}
    for route in facts.plan.routes:
        for trip in route.trips:
            for visit in trip.visits:
                stay = (visit.arrival, visit.departure, route.vehicle)
                stays.setdefault(visit.site, []).append(stay)
    for site_id, there in stays.items():
        site = facts.sites.get(site_id)
        if site is None or site.n_docks is None:
            continue
        crowds = [
            (sorted({v for arrival, departure, v in there if arrival <= time < departure}), time)
            for time, _, _ in there
        ]
        crowd, time = max(crowds, key=lambda pair: (len(pair[0]), -pair[1]))
        if len(crowd) > site.n_docks:
            message = (
                f"{len(crowd)} vehicles at {format_time_of_day(time)} ({', '.join(crowd)}), "
                f"{site.n_docks} docks"
            )
            yield Finding("C902", message, Place(f"site {site_id}"))
