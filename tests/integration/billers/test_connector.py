"""`[payments] charge = "connector"`: what cannot stand beside it (twilio.md section 8)."""

import pytest


def test_a_connector_may_not_charge_a_bank_account_before_anybody_has_said_yes(desk, changed):
    found = desk.findings(changed("charge = ", 'charge = "connector"'))
    assert [sentence.partition(";")[0] for sentence in found] == [
        '1368.toml: payments.charge: found "connector" with "bank" among payments.ways',
    ]


@pytest.mark.parametrize("switch", ["features.scheduled_payments", "features.autopay"])
def test_a_connector_that_charges_keeps_no_card_for_another_day(desk, changed, switch):
    own = changed("ways = ", 'ways = ["card"]').replace('charge = "token"', 'charge = "connector"')
    table, name = switch.split(".")
    (found,) = desk.findings(f"{own}\n[{table}]\n{name} = true\n")
    assert found.startswith(f'1368.toml: {switch}: found true with payments.charge "connector"; expected "token" there')
    assert not desk.findings(own)
