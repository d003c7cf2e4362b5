"""`ivr flow`: the script drawn on one sheet, and checked before anybody calls."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from integration.settings import SHIPPED_PROMPTS
from ivr.commands.asked import as_json_too, site_of

if TYPE_CHECKING:
    from ivr.replay.graph import Graph
    from ivr.replay.graph_shades import Shades

FOUND_EXIT = 1
DAYS_MAX = 3660
GOLDEN_CALLS = Path("tests/calls")


@click.group()
def flow() -> None:
    """The script that callers go through: draw it, check it."""


@flow.command()
@click.option("--format", "form", type=click.Choice(["svg", "mermaid", "dot"]), default="svg", show_default=True)
@click.option("--coverage", is_flag=True, help="Colour what the golden calls exercise in every language.")
@click.option("--traffic", "days", type=click.IntRange(1, DAYS_MAX), help="Count the callers' turns of so many days.")
@click.option(
    "--calls",
    "calls",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help=f"Where the golden calls are, for --coverage.  [default: {GOLDEN_CALLS}]",
)
@click.option("--scene", metavar="NAME", help="One scene alone, as ivr/script.py names it.")
@click.pass_context
def draw(
    ctx: click.Context, *, form: str, coverage: bool, days: int | None, calls: tuple[Path, ...], scene: str | None
) -> None:
    """Draw the script on standard output, scene by scene: turns by kind, exits, the keys that lead there."""
    from ivr.replay.graph import graph_of  # noqa: PLC0415 - nothing heavy is loaded to print `--help`
    from ivr.replay.graph_shades import PLAIN  # noqa: PLC0415 - as above
    from ivr.replay.graph_svg import draw_svg  # noqa: PLC0415 - as above
    from ivr.replay.graph_text import draw_dot, draw_mermaid  # noqa: PLC0415 - as above
    from ivr.replay.words import nearest  # noqa: PLC0415 - as above
    from ivr.script import SCRIPT  # noqa: PLC0415 - as above

    if coverage and days:
        raise click.UsageError("--coverage and --traffic colour the same lines: choose one")
    if scene is not None and scene not in SCRIPT.scenes:
        raise click.UsageError(f"--scene {scene}: no such scene; {nearest(scene, SCRIPT.scenes)}")
    graph = graph_of(SCRIPT).only(scene) if scene else graph_of(SCRIPT)
    shades = _coverage(graph, calls or (GOLDEN_CALLS,)) if coverage else _traffic(ctx, graph, days) if days else PLAIN
    click.echo({"svg": draw_svg, "mermaid": draw_mermaid, "dot": draw_dot}[form](graph, shades), nl=False)


def _coverage(graph: "Graph", paths: tuple[Path, ...]) -> "Shades":
    from ivr.replay.coverage_flow import played_in  # noqa: PLC0415 - as above
    from ivr.replay.coverage_prompts import languages_in  # noqa: PLC0415 - as above
    from ivr.replay.graph_shades import coverage_shades  # noqa: PLC0415 - as above

    for path in paths:
        if not path.exists():
            raise click.UsageError(f"there are no golden calls at {path}; --calls tells where they are")
    covered = frozenset(one for report in played_in(paths) for one in report.covered)
    return coverage_shades(graph, covered, languages_in(SHIPPED_PROMPTS))


def _traffic(ctx: click.Context, graph: "Graph", days: int) -> "Shades":
    from ivr.replay.graph_shades import traffic_shades  # noqa: PLC0415 - as above

    site = site_of(ctx)
    with site.database.read() as connection:
        return traffic_shades(graph, connection, site.clock.now() - timedelta(days=days))


@flow.command()
@click.option(
    "--prompts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="IVR_PROMPTS",
    default=SHIPPED_PROMPTS,
    help="The folder with what callers hear.  [default: IVR_PROMPTS, else the one shipped]",
)
@as_json_too
def check(prompts: Path, *, as_json: bool) -> None:
    """Turns that nobody reaches or that never end, prompts missing or too long, silence or rounds without an end.

    A prompt may take 12 seconds where no key cuts it short, and 20 in a menu or an ask, at 2.5 words a
    second. Exit 0: nothing is wrong; 1: something is.
    """
    from ivr.replay.flow_check import check_flow  # noqa: PLC0415 - as above
    from ivr.script import SCRIPT  # noqa: PLC0415 - as above

    findings = check_flow(SCRIPT, prompts)
    if as_json:
        click.echo(json.dumps({"findings": [finding.as_json() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(finding.sentence)
    click.echo(f"{len(SCRIPT.turns)} turns, {len(findings)} findings", err=True)
    if findings:
        raise Exit(FOUND_EXIT)
