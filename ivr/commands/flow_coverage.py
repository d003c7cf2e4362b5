"""`ivr replay --flow-cov`: how much of the conversation the calls exercised, and what was never reached."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click
from click.exceptions import Exit

if TYPE_CHECKING:
    from ivr.replay import Report
    from ivr.replay.coverage_flow import FlowCoverage

TOO_LITTLE_EXIT = 1
Command = TypeVar("Command", bound=Callable[..., Any])


def coverage_options(command: Command) -> Command:
    """Adds `flow_cov: bool` and `flow_cov_min: float | None` to a command's parameters."""
    table = click.option(
        "--flow-cov", is_flag=True, help="Tell which turns, branches and prompts were never exercised."
    )
    least = click.option(
        "--flow-cov-fail-under",
        "flow_cov_min",
        type=click.FloatRange(0, 100),
        metavar="PERCENT",
        help="Exit 1 where the turns, branches or prompts of any language are exercised less.",
    )
    return table(least(command))


def measured(reports: "Iterable[Report]", *, flow_cov: bool, flow_cov_min: float | None) -> "FlowCoverage | None":
    """None where nobody asked for it."""
    from integration.settings import prompts_of_environment  # noqa: PLC0415 - nothing heavy is loaded to print `--help`
    from ivr.replay.coverage_flow import flow_coverage  # noqa: PLC0415 - as above

    return flow_coverage(reports, prompts_of_environment()) if flow_cov or flow_cov_min is not None else None


def must_be_enough(coverage: "FlowCoverage | None", flow_cov_min: float | None) -> None:
    """Ends the command where it is not."""
    if coverage is None or flow_cov_min is None or coverage.enough(flow_cov_min):
        return
    click.echo(f"the conversation is exercised to {coverage.percent:.1f} %, wanted {flow_cov_min:g} %", err=True)
    raise Exit(TOO_LITTLE_EXIT)
