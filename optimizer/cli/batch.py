"""The verb for many: a manifest of jobs in, a folder of results and a journal out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli.batch_options import job_defaults, shard_of
from optimizer.cli.exits import Exit
from optimizer.cli.interrupts import Interrupts
from optimizer.cli.loading import opened
from optimizer.cli.options import language, talking
from optimizer.cli.talk import Talk, write_data

if TYPE_CHECKING:
    from optimizer.batch import Summary
    from optimizer.batch.job import Option

__all__ = ["batch"]


class _OrRun(click.Group):
    """A group whose first word may be left out: then it is ``run``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that is named, or else ``run`` with all the words."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["run", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Words as they are; options before a manifest belong to ``run``."""
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if not args or args[0] in known else ["run", *args])


@click.group(cls=_OrRun, short_help="Run many jobs, supervised and resumable.")
def batch() -> None:
    """Run many jobs: wardflow batch MANIFEST|DIR -o OUT, or batch status OUT.

    MANIFEST is a .toml, .csv or .jsonl list of jobs, "-" for JSON Lines on stdin, or one
    scenario; DIR is a folder of scenarios. docs/batch.md tells their keys.
    wardflow batch run --help lists the options.
    """


@batch.command(short_help="Run the jobs of a manifest (may be left out).")
@click.argument("manifest")
@click.option(
    "-o", "--output", required=True, metavar="DIR", help="Folder for results and the journal."
)
@job_defaults
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1, max=4096),
    metavar="N",
    help="Cores that jobs share on this machine. [default: all]",
)
@click.option(
    "--shard",
    metavar="I/N",
    callback=shard_of,
    help="Only every Nth job, from the Ith: for job arrays.",
)
@click.option(
    "--executor",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Where jobs run.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Dask's scheduler; implies --executor dask.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "jsonl"]),
    default="table",
    show_default=True,
    help="Form of the summary; jsonl: a line a job as it ends, with its result in it.",
)
@language
@talking
@click.pass_context
def run(
    context: click.Context,
    talk: Talk,
    manifest: str,
    *,
    output: str,
    defaults: dict[str, Any],
    jobs: int | None,
    shard: tuple[int, int] | None,
    executor: str,
    scheduler: str | None,
    form: str,
    lang: str,
) -> None:
    """Run the jobs of MANIFEST side by side, each in a process of its own.

    What is done is skipped by its key, so that an interrupted batch goes on where it was.
    Ctrl-C and SIGTERM hand out nothing more and let running jobs save their best.

    Exit code 0: every job is done; 5: some are not; 3: none has a result; 2: the manifest
    is wrong, and nothing was run.
    """
    if (executor == "dask" or scheduler) and not scheduler:
        raise click.UsageError("--executor dask needs --scheduler ADDRESS")
    from optimizer.batch.manifest import read_manifest
    from optimizer.batch.place import Workplace
    from optimizer.cli.batch_running import run_jobs
    from optimizer.cli.batch_telling import Teller

    workplace = Workplace(Path(output))
    source = opened(manifest)
    asked = read_manifest(
        Path(source) if isinstance(source, str) else source,
        spool=workplace.inputs,
        judge=judge_option,
        defaults=defaults,
    )
    if shard is not None:
        asked = asked[shard[0] - 1 :: shard[1]]
    with Interrupts(talk) as interrupts, Teller(talk, workplace, len(asked), form) as teller:
        ended = run_jobs(
            asked, workplace, teller, interrupts, shard=shard, n_cores=jobs, scheduler=scheduler
        )
    summary = teller.close(ended, [job.name for job in asked], lang, is_part=shard is not None)
    if interrupts.received is not None:
        context.exit(interrupts.exit_code)
    context.exit(_code(summary))


def _code(summary: Summary) -> Exit:
    if summary.all_good:
        return Exit.DONE
    return Exit.UNSERVED if summary.n_results else Exit.NO_PLAN


def judge_option(verb: str, name: str, value: Option) -> str:
    """What is wrong with an option of a verb, by the command line's own rules.

    Parameters
    ----------
    verb, name : str
        Verb and option, without dashes.
    value : str, number or bool
        Its value; yes and no for flags.

    Returns
    -------
    str
        What is wrong, or nothing.

    Examples
    --------
    >>> judge_option("solve", "seed", 3)
    ''
    >>> judge_option("solve", "sed", 3)
    'there is no such option. Did you mean "seed"?'
    """
    from optimizer.batch.verbs import VERBS, option_words
    from optimizer.cli.main import cli
    from optimizer.findings import suggestion

    with click.Context(cli, help_option_names=cli.context_settings["help_option_names"]) as parent:
        command = cli.get_command(parent, verb)
        if command is None:
            return "there is no such verb"
        options = [p for p in command.params if isinstance(p, click.Option)]
        names = {word.removeprefix("--"): p for p in options for word in p.opts}
        if name not in names:
            return f"there is no such option. {suggestion(name, names)}"
        if names[name].is_flag != isinstance(value, bool):
            return "must be yes or no" if names[name].is_flag else "must have a value"
        words = ["input", "--output", "x", *option_words(VERBS[verb], name, value)]
        try:
            command.make_context(verb, words, parent=parent)
        except click.ClickException as error:
            return error.format_message()
    return ""


@batch.command(short_help="Tell how far a batch has come.")
@click.argument("output")
@click.option("--json", "as_document", is_flag=True, help="One JSON document.")
@talking
@click.pass_context
def status(context: click.Context, talk: Talk, output: str, *, as_document: bool) -> None:
    """Tell what became of each job of the batch in OUTPUT, while it runs or afterwards.

    Exit code 0: every job is done, or somebody is at work on it; 5: some are not, or shards
    have not begun; 3: none has a result.
    """
    from optimizer.batch.journal import status_of
    from optimizer.batch.summary import COLUMNS, job_rows, summarise
    from optimizer.cli.batch_telling import tell_missing, tell_summary
    from optimizer.cli.tables import as_json, write_rows
    from optimizer.findings import DataError, Finding, Place

    now = status_of(Path(output))
    if not (now.records or now.findings or now.missing or now.is_running):
        raise DataError([Finding("S311", "there is no journal in it", Place(output))])
    talk.tell(now.findings)
    summary = summarise(now.records)
    if as_document:
        document = summary.as_dict() | {
            "is_running": now.is_running,
            "missing_shards": [f"{part}/{parts}" for part, parts in now.missing],
            "jobs": [r.model_dump(mode="json", exclude_defaults=True) for r in now.records],
        }
        write_data(as_json(document))
    else:
        write_rows(COLUMNS, job_rows(now.records), "table", None)
        tell_summary(talk, summary)
        tell_missing(talk, now.missing)
        if now.is_running:
            talk.say("It is running.")
    if now.is_running:
        context.exit(Exit.DONE)
    context.exit(Exit.UNSERVED if now.missing and summary.all_good else _code(summary))
