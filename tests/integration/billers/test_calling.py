"""integration/billers: the [calling] table is read with the rest of the file, before a call is made."""

LOOSENED = 'calls_per_day = { is = 2, reason = "Order 41-B of 2026-03-02" }'


def test_a_rule_loosened_without_a_reason_stops_the_start(desk, added):
    (said,) = desk.findings(added("calling", "calls_per_day = 2"))
    assert said == (
        "1368.toml: calling.calls_per_day: found 2, looser than 1, without a reason; expected calls_per_day = "
        '{ is = 3, reason = "why this biller may" }, the reason in 10 characters or more'
    )


def test_a_rule_loosened_past_the_law_stops_the_start(desk, added):
    (said,) = desk.findings(added("calling", LOOSENED.replace("2,", "4,", 1)))
    assert said.startswith("1368.toml: calling.calls_per_day: found 4; expected 3 or stricter, even with a reason")


def test_a_rule_loosened_with_a_reason_stands(desk, added):
    assert desk.biller(added("calling", LOOSENED)).calling["calls_per_day"]["is"] == 2
