"""Is every prepared fault refused: with its findings, with exit code 2, without a traceback?"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from optimizer.cli.main import cli
from optimizer.findings import DataError, Finding, Severity
from optimizer.formats import read_scenario
from optimizer.formats.limits import MAX_FINDINGS_PER_TABLE
from optimizer.validate import validate
from tests.faults.corpus import FAULTS

LONGEST = 700
"""Characters of the longest finding: one screen, whatever the input holds."""


def findings_of(path: Path) -> list[Finding]:
    """What reading and validation tell of an input."""
    try:
        read = read_scenario(path)
    except DataError as error:
        return list(error.findings)
    return [*read.findings, *validate(read.value)]


def test_there_are_faults_enough() -> None:
    assert len(FAULTS) >= 60


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_told_and_refused(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    path = fault.build(tmp_path)

    found = findings_of(path)
    errors = {f.code for f in found if f.severity is Severity.ERROR}
    assert fault.codes <= errors, "\n".join(map(str, found))
    assert len(found) <= 20 * MAX_FINDINGS_PER_TABLE
    for finding in found:
        assert len(str(finding)) <= LONGEST
        assert not [c for c in str(finding) if unicodedata.category(c) in {"Cc", "Cf", "Cs"}]

    result = CliRunner().invoke(cli, ["validate", str(path), "--format", "csv"])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert all(code in result.stdout for code in fault.codes)
