"""Which codes are there, and what do they mean? Gathered from one module per area."""

from __future__ import annotations

from optimizer.findings import (
    codes_check,
    codes_formats,
    codes_promises,
    codes_replenish,
    codes_service,
    codes_stock,
    codes_travel,
    codes_validate,
)
from optimizer.findings.entry import CodeEntry

__all__ = ["REGISTRY", "CodeEntry"]


def _gather() -> dict[str, CodeEntry]:
    registry: dict[str, CodeEntry] = {}
    for module in (
        *(codes_formats, codes_validate, codes_travel, codes_check),
        *(codes_service, codes_promises, codes_replenish, codes_stock),
    ):
        for entry in module.CODES:
            if entry.code in registry:
                raise ValueError(f"code {entry.code} is registered twice")
            registry[entry.code] = entry
    return dict(sorted(registry.items()))


REGISTRY = _gather()
