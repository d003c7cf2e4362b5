"""A stored call as a `.call` file that passes at once against the same version; or by name what cannot be told.

Amounts, days and outcomes become facts, confirmation numbers captures, numbers and accounts stand-ins. Nothing secret
is left out here, for nothing secret was stored: of what was keyed the transcript has the length alone.
"""

from integration.site import Site
from ivr.replay.export_acts import acts
from ivr.replay.export_beside import with_others
from ivr.replay.export_facts import worlds
from ivr.replay.export_past import account_of
from ivr.replay.export_recorded import Recorded, Unexportable, recorded
from ivr.replay.export_standins import StandIns
from ivr.replay.export_trial import proved

__all__ = ["Unexportable", "exported"]


def exported(site: Site, call_sid: str) -> str:
    """The text of the file, proved by a replay. Unexportable holds a sentence for each thing that stands against it."""
    call = recorded(site, call_sid)
    standins = StandIns(_numbers(site, call))
    findings: list[str] = []
    done = with_others(site, call, standins, acts(call, standins, findings))
    tried = worlds(site, call, standins, findings)
    if findings:
        raise Unexportable(findings)
    return proved(call, standins, tried, done)


def _numbers(site: Site, call: Recorded) -> frozenset[str]:
    """Every account number of the call, as it was keyed and as the biller knows it."""
    keyed = {call.rung_about, *(step.read_back for step in call.steps)} - {""}
    with site.database.read() as connection:
        return frozenset(keyed | {account_of(connection, call, number) for number in keyed})
