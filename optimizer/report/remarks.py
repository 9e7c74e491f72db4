"""What is left out, and what did the checker find? The tables a planner acts upon."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.domain import Scenario
from optimizer.findings import REGISTRY, Finding, Severity
from optimizer.plan import RoutePlan, UnservedReason
from optimizer.report.rule_details import rule_detail
from optimizer.report.table import Cell, Column, Kind, Table
from optimizer.report.text import N_, Language

__all__ = ["findings_table", "unserved_table"]

_REASONS = {
    UnservedReason.CAPACITY: N_("No vehicle that may come there can hold it"),
    UnservedReason.WINDOW: N_("Its window cannot be met from any depot"),
    UnservedReason.RULE: N_("A rule shuts every vehicle out"),
    UnservedReason.FLEET: N_("No vehicle has room and time left"),
    UnservedReason.PENALTY: N_("Costs more to serve than to leave out"),
    UnservedReason.LIMIT: N_("The search ended before a place for it was found"),
}
_SEVERITIES = {
    Severity.ERROR: N_("Violation"),
    Severity.WARNING: N_("Warning"),
    Severity.NOTE: N_("Note"),
}


def unserved_table(scenario: Scenario, plan: RoutePlan, say: Language) -> Table:
    """One row an order left out, and why; the most urgent first.

    Examples
    --------
    >>> from tests.rigs import hospital_day, hospital_plan
    >>> unserved_table(hospital_day(), hospital_plan(), Language("sv")).title
    'Ej planerade order'
    """
    columns = (
        Column(say.text("Order")),
        Column(say.text("Site")),
        Column(say.text("Goods")),
        Column(say.text("Carriers left"), Kind.COUNT),
        Column(say.text("Carriers ordered"), Kind.COUNT),
        Column(say.text("Priority"), Kind.COUNT),
        Column(say.text("Mandatory")),
        Column(say.text("Reason")),
        Column(say.text("Detail")),
    )
    sites = {site.id: site.name or site.id for site in scenario.sites}
    flows = {flow.id: flow.name or flow.id for flow in scenario.flows}
    orders = {order.id: order for order in scenario.orders}
    rows: list[tuple[Cell, ...]] = []
    for left in plan.unserved:
        order = orders.get(left.order)
        known: tuple[Cell, ...] = (None,) * 6
        if order is not None:
            known = (
                sites.get(order.site, order.site),
                flows.get(order.flow, order.flow),
                left.carriers,
                order.carriers,
                order.priority,
                say.text("Yes") if order.mandatory else say.text("No"),
            )
        rows.append(
            (left.order, *known, say.text(_REASONS[left.reason]), rule_detail(left.detail, say))
        )
    urgent = sorted(rows, key=lambda row: (row[5] is None, row[5] or 0))
    title, empty = say.text("Unserved orders"), say.text("Every order is served.")
    return Table("unserved", title, columns, tuple(urgent), empty)


def findings_table(findings: Iterable[Finding], say: Language) -> Table:
    """One row a finding of the check, violations first.

    The rule and what to do about it are in the reader's language; the particulars are the
    checker's own words.

    Examples
    --------
    >>> findings_table((), Language("sv")).empty
    'Kontrollen fann inget att anmärka på.'
    """
    columns = (
        Column(say.text("Code")),
        Column(say.text("Severity")),
        Column(say.text("Rule")),
        Column(say.text("Where")),
        Column(say.text("In particular")),
        Column(say.text("What to do")),
    )
    order = list(_SEVERITIES)
    ranked = sorted(findings, key=lambda f: order.index(f.severity or Severity.ERROR))
    rows = tuple(
        (
            finding.code,
            say.text(_SEVERITIES[finding.severity or Severity.ERROR]),
            say.text(REGISTRY[finding.code].title),
            str(finding.place),
            finding.message,
            say.text(finding.remedy),
        )
        for finding in ranked
    )
    title, empty = say.text("Findings of the check"), say.text("The check found nothing to remark.")
    return Table("findings", title, columns, rows, empty)
