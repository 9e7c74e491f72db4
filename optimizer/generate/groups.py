"""Which flows may share a tour that carries them all at once?"""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.domain import Code, Flow, Scenario
from optimizer.findings import DataError, Finding, Place

__all__ = ["default_groups", "verify_groups"]


def _ride_together(scenario: Scenario, one: Flow, other: Flow) -> bool:
    """Whether two flows of one direction may be on board at once, without a partition."""
    codes = {row.id: row.codes for row in scenario.hygiene}
    closed = {carrier.id: carrier.closed for carrier in scenario.load_carriers}
    code = codes[one.hygiene_class][other.hygiene_class]
    separated = closed[one.load_carrier] or closed[other.load_carrier]
    return code is Code.Y or (code is Code.S and separated)


def default_groups(scenario: Scenario) -> Mapping[str, str]:
    """Groups of flows with one direction, one kind of depot and no rule between them.

    Parameters
    ----------
    scenario : Scenario
        A coherent day.

    Returns
    -------
    mapping of str to str
        Group of each flow, named for its first flow.

    Examples
    --------
    >>> from optimizer.generate import generate, read_recipe
    >>> default_groups(generate(read_recipe("tiny"), seed=1))
    {'linne': 'linne', 'smutstvatt': 'smutstvatt', 'tomma-vagnar': 'smutstvatt'}
    """
    groups: dict[str, list[Flow]] = {}
    for flow in scenario.flows:
        for members in groups.values():
            first = members[0]
            alike = (flow.direction, flow.depot_kinds[0], flow.requires_equipment) == (
                first.direction,
                first.depot_kinds[0],
                first.requires_equipment,
            )
            if alike and all(_ride_together(scenario, flow, member) for member in members):
                members.append(flow)
                break
        else:
            groups[flow.id] = [flow]
    return {flow.id: group for group, members in groups.items() for flow in members}


def verify_groups(scenario: Scenario, group_by_flow: Mapping[str, str]) -> None:
    """Make sure that the flows of each group may ride together.

    Parameters
    ----------
    scenario : Scenario
        A coherent day.
    group_by_flow : mapping of str to str
        Groups of a recipe.

    Raises
    ------
    DataError
        With each pair that may not (S905).

    Examples
    --------
    >>> from optimizer.generate import generate, read_recipe
    >>> day = generate(read_recipe("tiny"), seed=1)
    >>> verify_groups(day, {"linne": "a", "smutstvatt": "b", "tomma-vagnar": "b"})
    """
    flows = scenario.flows
    findings = [
        Finding("S905", f"{one.id} and {other.id} share the group", Place(scenario.name))
        for k, one in enumerate(flows)
        for other in flows[k + 1 :]
        if group_by_flow[one.id] == group_by_flow[other.id]
        and (one.direction != other.direction or not _ride_together(scenario, one, other))
    ]
    if findings:
        raise DataError(findings)
