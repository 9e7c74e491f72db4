"""Is the campus graph travelled the fastest way that is open?"""

from __future__ import annotations

import itertools
from typing import Any

from optimizer.domain import Scenario, TravelEdge
from optimizer.travel import UNREACHABLE, measure
from tests.measured import codes, messages, scenario, with_factors
from tests.rigs import amend, hospital_day


def edge(origin: str, destination: str, length_m: float, **more: Any) -> TravelEdge:
    return TravelEdge(origin=origin, destination=destination, length_m=length_m, **more)


HALL = (
    edge("hall", "store", 10),
    edge("hall", "waste", 10),
    edge("hall", "lerum", 10),
    edge("hall", "vargarda", 10),
)


def graph_day(*edges: TravelEdge) -> Scenario:
    return scenario("graph", travel_edges=(*HALL, *edges))


def test_graph_takes_the_fastest_way_and_its_length() -> None:
    travel = measure(
        graph_day(
            edge("laundry", "sas", 12, wait_s=300),  # a lift: short and slow
            edge("laundry", "hall", 60, speed_m_per_s=1.0),
            edge("hall", "sas", 120, speed_m_per_s=2.0, wait_s=5),
        )
    )
    assert travel.duration("van", "laundry", "sas") == 125
    assert travel.distance("van", "laundry", "sas") == 180
    assert travel.duration("van", "store", "waste") == 17  # 20 m at 1.2 m/s


def test_speed_factor_shortens_driving_but_not_waiting() -> None:
    day = graph_day(
        edge("laundry", "hall", 100, speed_m_per_s=1.0, wait_s=30), edge("hall", "sas", 1)
    )
    travel = measure(with_factors(day, van=2.0))
    assert travel.duration("lorry", "laundry", "lerum") == 100 + 30 + 9
    assert travel.duration("van", "laundry", "lerum") == 50 + 30 + 5


def test_closed_edges_shut_out_only_their_vehicle_types() -> None:
    day = graph_day(edge("laundry", "hall", 10, closed_to=("van",)), edge("hall", "sas", 10))
    travel = measure(day)
    assert travel.profile_by_vehicle_type == {"lorry": 0, "split": 0, "van": 1}
    assert travel.duration("van", "laundry", "sas") == UNREACHABLE
    assert travel.duration("lorry", "laundry", "sas") == 17


def test_one_way_edges_are_not_driven_backwards() -> None:
    travel = measure(graph_day(edge("laundry", "hall", 12, one_way=True), edge("hall", "sas", 12)))
    assert travel.duration("van", "laundry", "sas") == 20
    assert travel.duration("van", "sas", "laundry") == UNREACHABLE


def test_sites_share_a_node_and_the_order_of_edges_does_not_matter() -> None:
    edges = (
        *HALL,
        edge("laundry", "hall", 12),
        edge("hall", "port", 12),
        edge("hall", "port", 6, speed_m_per_s=0.6),  # as fast, and shorter
    )
    day = hospital_day()
    sites = tuple(amend(s, node="port") if s.id == "sas" else s for s in day.sites)
    answers = [
        measure(scenario("graph", sites=sites, travel_edges=order))
        for order in itertools.permutations(edges[-3:] + edges[:1])
        for order in ((*order, *edges[1:4]),)
    ]
    assert {int(a.distances.sum()) for a in answers} == {int(answers[0].distances.sum())}
    assert answers[0].distance("van", "laundry", "sas") == 18
    both = tuple(amend(s, node="port") if s.id in {"sas", "lerum"} else s for s in day.sites)
    shared = measure(scenario("graph", sites=both, travel_edges=edges))
    assert shared.duration("van", "sas", "lerum") == 0


def test_loops_and_circles_do_no_harm() -> None:
    travel = measure(
        graph_day(
            edge("laundry", "laundry", 5),
            edge("laundry", "hall", 12),
            edge("hall", "sas", 12),
            edge("sas", "laundry", 1200),
        )
    )
    assert travel.duration("van", "sas", "laundry") == 20


def test_everything_wrong_with_a_graph_is_told_at_once() -> None:
    assert codes(scenario("graph")) == ["T201"]
    day = graph_day(edge("laundry", "saas", 5, closed_to=("vann",)))
    assert codes(day) == ["T102", "T202"]
    assert 'Did you mean "van"?' in messages(day)
    assert 'Did you mean "saas"?' in messages(day)
