"""The twelve planted bugs by name: the ten of reliability.md 2.4, and two of section 5.4."""

from tests.switchboard.plants import answers, steps

PLANTS = {
    "no intent row": steps.no_intent_row,
    "no quiet period": answers.no_quiet_period,
    "no stall check": steps.no_stall_check,
    "no webhook dedup": answers.no_webhook_dedup,
    "no sweep": steps.no_sweep,
    "query timeout as absent": answers.query_timeout_as_absent,
    "fault as refused": answers.fault_as_refused,
    "ambiguous as posted": answers.ambiguous_as_posted,
    "timeout as refused": answers.timeout_as_refused,
    "no lease check": steps.no_lease_check,
    "state not checked at claim": steps.state_not_checked_at_claim,
    "close while posting": steps.close_while_posting,
}
