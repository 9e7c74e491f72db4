"""Which findings are made about a batch of jobs? Codes S301-S319."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["BATCH"]

BATCH: tuple[CodeEntry, ...] = (
    CodeEntry(
        "S301",
        "No manifest",
        "The file is none of the forms that a list of jobs is read from.",
        "Use .toml, .csv or .jsonl, a folder of scenarios, or one scenario.",
    ),
    CodeEntry(
        "S302",
        "Value in a manifest",
        "A key of a job is unknown, missing or has a value that cannot be.",
        "Correct the key that is named; docs/batch.md tells what there is.",
    ),
    CodeEntry(
        "S303",
        "Manifest without jobs",
        "The manifest or folder asks for nothing.",
        "Name a manifest with jobs, or a folder with scenarios in it.",
    ),
    CodeEntry(
        "S304",
        "Name that cannot be a folder's",
        "A job's results lie in a folder of its name, and this would lead elsewhere or nowhere.",
        "Use letters, digits, spaces and . _ ~ + - within, at most 80.",
    ),
    CodeEntry(
        "S305",
        "Option of a job",
        "The verb has no such option, or it does not take that value.",
        "Correct it as wardflow VERB --help tells, or remove it.",
    ),
    CodeEntry(
        "S306",
        "Two jobs of one name",
        "Their results would lie in the same place.",
        "Give each job a name of its own.",
    ),
    CodeEntry(
        "S307",
        "Batch is at work",
        "Another run writes the same journal.",
        "Wait for it, or give this one another output folder or another --shard.",
    ),
    CodeEntry(
        "S308",
        "Line of a journal",
        "The line is no record: somebody else has written into the journal.",
        "Nothing needs to be done; what it told is run again unless its result is there.",
        "warning",
    ),
    CodeEntry(
        "S309",
        "No scheduler",
        "Dask is not installed, or its scheduler does not answer.",
        'Install "wardflow[dask]" and check the address, for instance tcp://10.0.0.5:8786.',
    ),
    CodeEntry(
        "S310",
        "Workers of another version",
        "Dask's workers have another Wardflow than this one, or none.",
        "Install the same version on all of them.",
    ),
    CodeEntry(
        "S311",
        "No batch here",
        "The folder holds no journal of a batch.",
        "Name the folder that was given as --output.",
    ),
)
