"""Which verbs, arguments and options are there? Written from the commands themselves."""

from __future__ import annotations

import click

from optimizer.cli.exits import MEANINGS
from optimizer.cli.main import VERBS, cli

__all__ = ["exit_code_table", "options_reference"]


def exit_code_table() -> str:
    """Exit codes as a Markdown table.

    Examples
    --------
    >>> print(exit_code_table().splitlines()[2])
    | 0 | done |
    """
    rows = [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(["| code | meaning |", "|---|---|", *rows]) + "\n"


def options_reference() -> str:
    """Every verb with its usage and options, as Markdown with headings of level three.

    Examples
    --------
    >>> print(options_reference().splitlines()[0])
    ### wardflow solve
    """
    return "\n".join(_section(name) for name in VERBS)


def _section(name: str) -> str:
    with click.Context(cli, info_name="wardflow", auto_envvar_prefix="WARDFLOW") as parent:
        command = cli.get_command(parent, name)
        if command is None:
            raise ValueError(f"{name} is listed and not there")
        context = click.Context(
            command, info_name=name, parent=parent, help_option_names=["-h", "--help"]
        )
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        options = [p for p in command.params if isinstance(p, click.Option)]
        rows = [_row(option, context) for option in options]
    summary = " ".join((command.help or "").split("\n\n", maxsplit=1)[0].split())
    head = f"### wardflow {name}\n\n`{usage}`\n\n{summary}\n"
    if not rows:
        return head
    return "\n".join([head, "| option | what | environment |", "|---|---|---|", *rows]) + "\n"


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    if record is None:
        raise ValueError(f"{option.name} is hidden")
    names, text = record
    variable = option.envvar or f"{context.auto_envvar_prefix}_{str(option.name).upper()}"
    cells = (f"`{names}`", " ".join(text.split()), f"`{variable}`")
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
