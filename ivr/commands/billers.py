"""`ivr biller list` and `ivr biller check`: the billers' files, read as strictly as at the start."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from ivr.cli import Named, Place

if TYPE_CHECKING:
    from integration.billers.biller import Biller
    from integration.billers.load import Loaded

FOUND_WRONG = 1


@click.group()
def biller() -> None:
    """The billers' files, and the keys of their API."""


biller.add_command(Named("key", Place("ivr.commands.keys:key", "Keys of the API: add, list, revoke.")))
biller.add_command(Named("wsdl", Place("ivr.commands.wsdl:wsdl", "The WSDL of a biller's Cayenta: fetch.")))


def _folder(command: Any) -> Any:
    command = click.option(
        "--folder", type=click.Path(path_type=Path), envvar="IVR_BILLERS", required=True, help="Default: $IVR_BILLERS."
    )(command)
    command = click.option(
        "--sandbox/--live", envvar="IVR_SANDBOX", default=False, help="Allow loopback, plain http and test keys."
    )(command)
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(command)


@biller.command("list")
@_folder
def list_billers(folder: Path, *, sandbox: bool, as_json: bool) -> None:
    """Every biller: its number, name, lines, zone and languages."""
    loaded = _read(folder, sandbox=sandbox)
    rows = [_row(found) for _, found in sorted(loaded.billers.items())]
    if as_json:
        click.echo(json.dumps({"billers": rows}, ensure_ascii=False))
    else:
        for row in rows:
            click.echo("  ".join([row["bid"], row["name"], ", ".join(row["lines"]), row["zone"], *row["languages"]]))
    _end(loaded)


@biller.command("check")
@_folder
def check_billers(folder: Path, *, sandbox: bool, as_json: bool) -> None:
    """Everything that is wrong with any file, all at once, and what is worth a second look."""
    from integration.billers.by_mail import unsent  # noqa: PLC0415 - pydantic is not loaded to print `--help`

    loaded = _read(folder, sandbox=sandbox)
    warnings = [*loaded.warnings, *unsent(loaded.billers, os.environ)]
    _try_to_write(loaded)
    if as_json:
        found = {"billers": sorted(loaded.billers), "findings": loaded.findings, "warnings": warnings}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for bid, found_biller in sorted(loaded.billers.items()):
            click.echo(f"ok       {bid}: {found_biller.name}")
        for sentence in warnings:
            click.echo(f"warning  {sentence}")
    _end(loaded)


def _read(folder: Path, *, sandbox: bool) -> "Loaded":
    from integration.billers.load import read_all  # noqa: PLC0415 - pydantic is not loaded to print `--help`

    return read_all(folder, os.environ, sandbox=sandbox)


def _try_to_write(loaded: "Loaded") -> None:
    """Whoever's Cayenta cannot be written to is none of the billers any more: what is wrong is a finding."""
    from integration.cayenta.writing import unwritable  # noqa: PLC0415 - it brings zeep, which the list does not need

    for bid, findings in unwritable(loaded.billers.values()).items():
        del loaded.billers[bid]
        loaded.findings += findings


def _row(found: "Biller") -> dict[str, Any]:
    return {
        "bid": found.bid,
        "name": found.name,
        "lines": list(found.lines),
        "zone": found.zone.key,
        "languages": list(found.languages),
        "ways": [way.value for way in found.payments.ways],
        "cu_version": found.cu_version,
    }


def _end(loaded: "Loaded") -> None:
    for sentence in loaded.findings:
        click.echo(f"failed   {sentence}", err=True)
    if loaded.findings:
        raise Exit(FOUND_WRONG)
