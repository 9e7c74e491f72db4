"""What is to be brought on the day that the shared rigs speak of? Its flows and orders."""

from __future__ import annotations

from optimizer.domain import Direction, Flow, Order, Window

__all__ = ["flows", "orders", "window"]


def window(earliest: str, latest: str) -> Window:
    """Times of day as ``HH:MM``."""
    return Window.model_validate({"earliest": earliest, "latest": latest})


def flows() -> tuple[Flow, ...]:
    """Five flows: two deliveries and three returns."""
    return (
        Flow(
            id="linen",
            name="Ren tvätt",
            direction=Direction.DELIVERY,
            hygiene_class="CLEANTEX",
            depot_kinds=("laundry",),
            load_carrier="trolley",
            handling_s=60,
        ),
        Flow(
            id="soiled",
            name="Smutstvätt",
            direction=Direction.RETURN,
            hygiene_class="SOILEDTEX",
            depot_kinds=("laundry",),
            load_carrier="sack",
            handling_s=60,
        ),
        Flow(
            id="supplies",
            name="Förbrukningsmaterial",
            direction=Direction.DELIVERY,
            hygiene_class="CLEAN",
            depot_kinds=("warehouse",),
            load_carrier="cage",
            handling_s=50,
        ),
        Flow(
            id="empties",
            name="Tomma burar",
            direction=Direction.RETURN,
            hygiene_class="EMPTYUSED",
            depot_kinds=("warehouse",),
            load_carrier="cage",
            empties=True,
            handling_s=15,
        ),
        Flow(
            id="waste",
            name="Brännbart avfall",
            direction=Direction.RETURN,
            hygiene_class="WASTE",
            depot_kinds=("waste_station",),
            load_carrier="bin",
            handling_s=60,
        ),
    )


def orders() -> tuple[Order, ...]:
    """Ten orders."""
    morning = (window("06:00", "12:00"),)
    return (
        Order(
            id="linen-sas",
            flow="linen",
            site="sas",
            carriers=8,
            weight_kg=1200,
            windows=morning,
            release="05:30",
            priority=2,
        ),
        Order(
            id="linen-lerum",
            flow="linen",
            site="lerum",
            carriers=3,
            weight_kg=450,
            windows=morning,
            priority=3,
        ),
        Order(
            id="linen-vargarda",
            flow="linen",
            site="vargarda",
            carriers=4,
            weight_kg=600,
            windows=(window("06:00", "15:00"),),
            priority=3,
        ),
        Order(id="soiled-sas", flow="soiled", site="sas", carriers=8, weight_kg=960),
        Order(
            id="soiled-lerum",
            flow="soiled",
            site="lerum",
            carriers=3,
            weight_kg=360,
            release="06:30",
        ),
        Order(id="soiled-vargarda", flow="soiled", site="vargarda", carriers=4, weight_kg=480),
        Order(
            id="supplies-sas",
            flow="supplies",
            site="sas",
            carriers=5,
            weight_kg=600,
            windows=morning,
            priority=1,
        ),
        Order(id="empties-sas", flow="empties", site="sas", carriers=12, priority=7),
        Order(id="waste-lerum", flow="waste", site="lerum", carriers=2, weight_kg=110),
        Order(
            id="waste-vargarda",
            flow="waste",
            site="vargarda",
            carriers=4,
            weight_kg=220,
            mandatory=False,
            penalty_sek=300,
            priority=8,
        ),
    )
