"""The verbs that move data: convert a scenario, generate one, print the schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from optimizer.cli.loading import STDIO, load_scenario, require_writable
from optimizer.cli.memory import memory_limited
from optimizer.cli.options import seed_option, talking
from optimizer.cli.tables import as_json
from optimizer.cli.talk import Talk, write_data

if TYPE_CHECKING:
    from optimizer.domain import Scenario

__all__ = ["convert", "generate", "schema"]


@click.command(short_help="Convert a scenario between its formats.")
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DST")
@talking
@memory_limited
def convert(talk: Talk, source: str, target: str) -> None:
    """Write scenario SRC as DST: a .json file, an .xlsx file, or else a folder of tables.

    "-" stands for JSON on stdin or stdout. Nothing is lost in either direction.
    """
    require_writable(target)
    _write(talk, load_scenario(talk, source), target)


@click.command(short_help="Make a scenario from a recipe.")
@click.argument("recipe")
@seed_option("Seed of the random stream: same recipe, same seed, same scenario.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    help='Folder, .json or .xlsx file to write; "-" for JSON on stdout.',
)
@talking
@memory_limited
def generate(talk: Talk, recipe: str, seed: int, output: str) -> None:
    """Make a scenario from RECIPE: a TOML file, or the name of a bundled recipe."""
    require_writable(output)
    from optimizer.generate import generate as make
    from optimizer.generate import read_recipe

    _write(talk, make(read_recipe(recipe), seed), output)


def _write(talk: Talk, scenario: Scenario, target: str) -> None:
    from optimizer.formats import scenario_to_json, write_scenario

    if target == STDIO:
        write_data(scenario_to_json(scenario))
        return
    write_scenario(scenario, Path(target))
    talk.say(f'Scenario "{scenario.name}" is in {target}.')


@click.command(short_help="Print a JSON Schema.")
@click.argument("document", type=click.Choice(["scenario", "plan", "levels", "horizon"]))
@click.option(
    "-o", "--output", default=STDIO, metavar="FILE", help="File to write instead of stdout."
)
@talking
def schema(
    talk: Talk, document: Literal["scenario", "plan", "levels", "horizon"], output: str
) -> None:
    """Print the JSON Schema of a scenario, a plan, levels or a horizon plan."""
    from optimizer.files import write_atomically
    from optimizer.formats import json_schema

    text = as_json(json_schema(document))
    if output == STDIO:
        write_data(text)
        return
    require_writable(output)
    write_atomically(Path(output), text.encode())
    talk.say(f"The schema of {document} is in {output}.")
