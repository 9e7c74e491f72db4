"""Do generated ward stores fit together, and come again?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.calendar import OpenDays
from optimizer.domain import Scenario, SiteKind
from optimizer.findings import DataError
from optimizer.findings.finding import Severity
from optimizer.generate import StoreRecipe, generate, read_recipe
from optimizer.generate.articles import article_facts, articles
from optimizer.generate.facts import carrier_facts, flow_facts, instances_folder
from optimizer.replenish import replenish
from optimizer.travel import measure
from optimizer.validate import validate, validate_reach
from optimizer.ward_stores import WEEKDAYS, Policy

Pairs = dict[tuple[str, str], Any]


def recipe(**changes: Any) -> StoreRecipe:
    bundled = read_recipe("vgr-store-week")
    assert isinstance(bundled, StoreRecipe)
    small = {
        "hospitals": ("alingsas", "lidkoping"),
        "n_clinics": 3,
        "n_history_days": 60,
        "closed_days": (),
        "n_odd_counts": 0,
    }
    return bundled.model_copy(update=small | changes)


@pytest.fixture(scope="module")
def week() -> Scenario:
    return generate(recipe(), 1)


def pairs_of(scenario: Scenario) -> Pairs:
    return {(row.ward, row.item): row for row in scenario.ward_items}


def test_ward_stores_are_coherent_and_come_again(week: Scenario) -> None:
    found = (*validate(week), *validate_reach(week, measure(week)))
    assert [str(f) for f in found if f.severity is Severity.ERROR] == []
    assert generate(recipe(), 1) == week
    assert generate(recipe(), 2) != week
    assert week.orders == ()
    assert week.baseline is None


def test_the_history_is_of_the_days_before_and_of_what_wards_keep(week: Scenario) -> None:
    history = week.demand_history
    assert history is not None
    assert week.stock.history_from == week.day - dt.timedelta(days=60)
    assert week.stock.history_to == week.day - dt.timedelta(days=1)
    assert week.stock.history_from <= history.first_day
    assert history.last_day <= week.stock.history_to
    kept = set(pairs_of(week))
    rows = zip(history.ward.tolist(), history.item.tolist(), strict=True)
    assert {(history.wards[w], history.items[i]) for w, i in rows} <= kept
    assert not np.any((history.pieces == 0) & ~history.stock_out)


def test_wards_lie_at_docks_and_clinics_with_their_rhythms(week: Scenario) -> None:
    kinds = {site.id: site.kind for site in week.sites}
    for ward in week.wards:
        clinic = kinds[ward.site] is SiteKind.CLINIC
        assert kinds[ward.site] in (SiteKind.CLINIC, SiteKind.DOCK)
        assert len(ward.visit_days) == 1 if clinic else 3 <= len(ward.visit_days) <= 5
        assert ward.lead_days in (0, 1)
        assert not {"sat", "sun"} & set(ward.visit_days)


def test_another_clinic_changes_nothing_for_the_others(week: Scenario) -> None:
    more = generate(recipe(n_clinics=6), 1)
    one, other = pairs_of(week), pairs_of(more)
    assert set(one) < set(other)
    assert all(other[pair] == row for pair, row in one.items())
    assert {w.id: w for w in week.wards}.items() <= {w.id: w for w in more.wards}.items()


def test_counts_are_of_the_morning_that_decides_todays_delivery(week: Scenario) -> None:
    calendar = OpenDays(week)
    lead = {ward.id: ward.lead_days for ward in week.wards}
    other = {(row.ward, row.flow): row.lead_days for row in week.lead_times}
    flow = {item.id: item.flow for item in week.items}
    due = [row for row in week.ward_items if calendar.is_open(week.day, row.ward)]
    assert due
    for row in due:
        days = other.get((row.ward, flow[row.item]), lead[row.ward])
        assert row.counted == week.day - dt.timedelta(days=days)
    assert all(
        row.counted is not None and row.counted <= week.day and (row.on_hand or 0) >= 0
        for row in week.ward_items
    )


def test_odd_counts_are_as_many_as_wanted_and_of_wards_that_are_due() -> None:
    plain, odd = (pairs_of(generate(recipe(n_odd_counts=n), 1)) for n in (0, 4))
    changed = [pair for pair in plain if plain[pair] != odd[pair]]
    assert len(changed) == 4
    assert {odd[pair].on_hand is None for pair in changed} == {True, False}
    assert sum((odd[pair].on_hand or 0) < 0 for pair in changed) == 1


def test_the_day_can_be_replenished_with_few_warnings() -> None:
    done = replenish(generate(recipe(n_odd_counts=2), 1))
    assert done.orders
    assert sum(f.severity is Severity.WARNING for f in done.findings) == 2


def test_every_ward_keeps_every_article_where_it_is_asked_for() -> None:
    many = generate(recipe(n_items=70, kept_share=1.0, least_use=0.05, n_history_days=28), 1)
    assert len(many.items) == 70
    assert len(many.ward_items) == 70 * len(many.wards)
    assert [row.id for row in many.items] == sorted(row.id for row in many.items)


def test_a_class_that_no_part_describes_is_refused() -> None:
    with pytest.raises(ValueError, match="no class vital"):
        generate(recipe(classes=recipe().classes[1:]), 1)


def test_capacity_is_the_weeks_mean_with_a_slack() -> None:
    some, more = (
        {row.weekday: row for row in generate(recipe(capacity_slack=c), 1).weekday_capacities}
        for c in (1.0, 2.0)
    )
    assert (some[WEEKDAYS[5]].lines, some[WEEKDAYS[6]].carriers) == (0, 0)
    for weekday in WEEKDAYS[:5]:
        assert more[weekday].lines == pytest.approx(2 * (some[weekday].lines or 0), abs=5)
    assert (some[WEEKDAYS[4]].lines or 0) <= (some[WEEKDAYS[0]].lines or 0)


def test_everything_wrong_in_a_recipe_of_ward_stores_is_told(tmp_path: Path) -> None:
    path = tmp_path / "stores.toml"
    text = (instances_folder() / "recipes" / "vgr-store-week.toml").read_text(encoding="utf-8")
    text = text.replace('"sahlgrenska"', '"salgrenska"').replace("z = 2.05", "z = -1")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_recipe(path)
    told = {f.place.column: f.message for f in caught.value.findings}
    assert "sahlgrenska" in told["store.hospitals"]
    assert "store.classes.0.z" in told


def test_articles_fit_their_load_carriers_by_the_pack() -> None:
    by_flow = {fact.id: carrier_facts()[fact.carrier] for fact in flow_facts().values()}
    assert len({fact.item.id for fact in article_facts()}) == len(article_facts()) >= 50
    for fact in article_facts():
        item, carrier = fact.item, by_flow[fact.item.flow]
        assert item.volume_l * item.pack <= 0.85 * 1000 * carrier.volume_m3, item.id
        assert item.weight_kg * item.pack <= carrier.gross_max_kg - carrier.tare_kg, item.id
        assert 0.1 < item.weight_kg / item.volume_l * 10 < 12, item.id
        assert fact.use


def test_variants_are_used_less_and_are_articles_of_their_own() -> None:
    found = {fact.item.id: fact for fact in articles(len(article_facts()) + 3)}
    assert found["handske-m-2"].use["vard"] == 0.6 * found["handske-m"].use["vard"]
    assert found["handske-m-2"].item.pack == found["handske-m"].item.pack


def test_levels_stay_on_the_shelf_and_in_whole_packs(week: Scenario) -> None:
    pack = {item.id: item.pack for item in week.items}
    for row in week.ward_items:
        assert row.max_pieces is not None
        assert row.max_pieces % pack[row.item] == 0
        assert row.max_pieces <= (row.shelf_pieces or row.max_pieces)
        if row.policy is Policy.PAR:
            assert row.min_pieces is None
        else:
            assert row.min_pieces is not None
            assert row.min_pieces < row.max_pieces
        if row.policy is Policy.KANBAN:
            assert row.max_pieces == 2 * (row.min_pieces or 0)
