"""integration/billers/capabilities.py: the mission's table, and every row of it that is refused."""

import pytest

from integration.billers.capabilities import ROWS, TABLE, Standing, is_on, refusals

# Typed by hand from the mission's rows, so that the table is compared with something that is not itself.
NUMBERS = [
    *(f"D{number}" for number in range(1, 12)),
    *(f"P{number}" for number in range(1, 14) if number != 12),
    *(f"F{number}" for number in range(1, 21)),
    *(f"E{number}" for number in range(1, 5)),
]
REFUSED = {
    "D2 Budget billing": "features.budget_billing",
    "D9 Phone change": "features.phone_change",
    "D10 E-mail change": "features.email_change",
    "D11 Bill images by template": "features.template_images",
    "P3 CloudPay": "products.cloudpay",
    "P4 CloudPay web services": "products.cloudpay_web_services",
    "F2 Multi-user log-in": "features.multi_user",
    "F3 Co-owner registration": "features.co_owner",
    "F7 Bill Processor": "features.bill_processor",
    "F9 Open item": "features.open_item",
    "F11 Conveyance": "features.conveyance",
}
SET_BY = {
    "features.invoice_file": "billfile",
    "features.balances": "cayenta",
    "features.payments": "payments",
    "features.credits": "advanced_settings.114",
    "features.ach_rejects": "returns.post",
    "features.void": "cayenta.methods.void",
    "features.paperless_change": "features.paperless",
    "features.batch_closure": "batch.closes and maintenance.windows",
    "features.block_payment": "advanced_settings.28",
    "features.partial_payments": "payments.partial",
    "features.past_due_payments": "advanced_settings.107",
}
CONDITIONAL = {
    "products.check_free_fiserv",
    "products.csr_connect",
    "products.pos_connect",
    "features.account_linking",
}
DONE = (
    "products.ivr",
    "products.outbound_ivr",
    "features.expire_bill",
    "features.minimum_payment",
    "features.spoken_answers",
    "features.scheduled_payments",
    "features.autopay",
    "features.paperless",
    "features.contact_details",
    "features.data_conversion",
    "features.autopay_collection_date",
    "features.pdf_linking",
    "features.pdf_extraction",
    "features.pdf_remote_link",
    "products.kiosk",
    "products.pos_connect",
    "products.cloudstore",
    "products.online_bank_direct",
)
NOT_YET = {
    row.switch
    for row in TABLE
    if row.standing in (Standing.SUPPORTED, Standing.CONDITIONAL) and not row.set_by and row.switch not in DONE
}


def line(switch, on="true"):
    table, name = switch.split(".")
    return table, f"{name} = {on}"


def test_the_table_holds_every_row_of_the_mission_and_no_other():
    assert list(dict.fromkeys(row.number for row in TABLE)) == NUMBERS
    assert len(ROWS) == len(TABLE)


def test_the_refused_and_the_conditional_rows_are_those_of_the_mission():
    assert {f"{row.number} {row.name}": row.switch for row in TABLE if row.standing is Standing.REFUSED} == REFUSED
    assert {row.switch for row in TABLE if row.standing is Standing.CONDITIONAL} == CONDITIONAL
    assert [row.number for row in TABLE if row.standing is Standing.REQUIRED] == ["F8"]
    assert {row.switch: row.set_by for row in TABLE if row.set_by} == SET_BY
    assert {row.switch for row in TABLE if row.default} == {"products.ivr", "features.balance_forward"}


@pytest.mark.parametrize(("title", "switch"), REFUSED.items())
def test_a_refused_row_stops_the_start_by_its_name(desk, added, title, switch):
    sentence = f"{title} is not supported by the Cayenta integration: remove {switch}"
    assert desk.findings(added(*line(switch))) == [f"1368.toml: {switch}: {sentence}"]


@pytest.mark.parametrize("switch", REFUSED.values())
def test_a_refused_row_may_be_written_as_off(desk, added, switch):
    assert not desk.findings(added(*line(switch, "false")))


@pytest.mark.parametrize(("switch", "key"), SET_BY.items())
def test_a_row_that_another_key_sets_is_not_switched_twice(desk, added, switch, key):
    (finding,) = desk.findings(added(*line(switch)))
    assert f"is set by {key}: remove {switch}" in finding


def test_balance_forward_cannot_be_left(desk, added):
    (finding,) = desk.findings(added("features", "balance_forward = false"))
    assert finding.endswith(
        "F8 Balance forward is required by the Cayenta integration: remove features.balance_forward"
    )
    assert not desk.findings(added("features", "balance_forward = true"))


@pytest.mark.parametrize("switch", sorted(NOT_YET))
def test_what_the_code_does_not_do_yet_stops_the_start(desk, added, switch):
    (finding,) = desk.findings(added(*line(switch)))
    row = ROWS[switch]
    assert f"{row.number} {row.name} " in finding
    assert finding.endswith(f": remove {switch}")


@pytest.mark.parametrize("switch", ["products.cloudstore", "products.online_bank_direct"])
def test_what_comes_by_the_api_alone_starts_with_a_warning(desk, added, switch):
    assert not desk.findings(added(*line(switch)))
    assert any(f"{switch}: payments come by the API; " in warning for warning in desk.read().warnings)


@pytest.mark.parametrize("switch", ["products.kiosk", "products.pos_connect", "features.scheduled_payments"])
def test_what_is_whole_starts_without_one(desk, added, switch):
    assert not desk.findings(added(*line(switch)))
    assert not any(switch in warning for warning in desk.read().warnings)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('charge_at = "20:00"', "later.give_up_at: found 20:00; expected a time after later.charge_at, 20:00"),
        ("schedule_days_max = 181", "later.schedule_days_max: found 181; expected less than or equal to 180"),
        ("promise_days_max = 0", "later.promise_days_max: found 0; expected greater than or equal to 1"),
    ],
)
def test_a_limit_on_later_days_that_cannot_be(desk, added, line, said):
    (finding,) = desk.findings(added("later", line))
    assert said in finding


def with_(biller, products=None, features=None, **changes):
    return biller.model_copy(update={"products": products or {}, "features": features or {}} | changes)


@pytest.mark.parametrize(
    ("version", "generation", "refused"),
    [
        ("7.9.0", 3, False),
        ("7.9", 3, False),
        ("7.10.0", 3, False),
        ("8", 4, False),
        ("7.9.4.1", 3, False),
        ("7.8.9", 3, True),
        ("7", 3, True),
        ("7.9.0", 2, True),
    ],
)
@pytest.mark.parametrize(("product", "title"), [("csr_connect", "P6 CSRConnect"), ("pos_connect", "P11 POSConnect")])
def test_what_needs_a_new_cayenta(desk, product, title, version, generation, refused):
    biller = with_(desk.biller(), {product: True}, cu_version=version, css_generation=generation)
    sentence = (
        f"{title} needs CU version 7.9.0 or higher and CSS generation 3, and found cu_version {version} and "
        f"css_generation {generation}: remove products.{product}"
    )
    assert refusals(biller) == ({f"products.{product}": sentence} if refused else {})


def test_fiserv_comes_only_through_online_bank_direct(desk):
    assert refusals(with_(desk.biller(), {"check_free_fiserv": True})) == {
        "products.check_free_fiserv": "P2 Check Free / FISERV cash needs P13 Online Bank Direct, and "
        "products.online_bank_direct is off: remove products.check_free_fiserv"
    }
    assert not refusals(with_(desk.biller(), {"check_free_fiserv": True, "online_bank_direct": True}))


def test_accounts_are_linked_elsewhere_under_single_sign_on(desk):
    assert not refusals(with_(desk.biller(), features={"account_linking": True}))
    (sentence,) = refusals(with_(desk.biller(), features={"account_linking": True, "sso": True})).values()
    assert sentence.startswith("F1 Account linking needs no single sign-on")


def test_is_on_knows_the_default(desk):
    biller = desk.biller()
    assert is_on(biller, "products.ivr")
    assert is_on(biller, "products.outbound_ivr")
    assert not is_on(biller, "products.kiosk")
    assert not is_on(with_(biller, {"ivr": False}), "products.ivr")


@pytest.mark.parametrize("feature", ["paperless", "autopay", "contact_details"])
def test_where_nothing_is_proved_nothing_is_changed(desk, example, feature):
    unproved = example.replace('verify = "zip"', 'verify = "none"')
    assert unproved != example
    (found,) = desk.findings(unproved + f"\n[features]\n{feature} = true\n")
    assert f'features.{feature}: found true with account.verify = "none"' in found
    assert desk.findings(example + f"\n[features]\n{feature} = true\n") == []


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ("on = true\nautopay_bank_link = 'https://pay.example.com/agree'", ""),
        (
            "autopay_bank_link = 'https://pay.example.com/agree'",
            "texts.autopay_bank_link: found one with texts.on = false",
        ),
        (
            "pay_link = 'https://pay.example.com/now'",
            "texts.pay_link: found one with texts.on = false",
        ),
        (
            "on = true\nautopay_bank_link = 'https://pay.example.com/?a=1'",
            "texts.autopay_bank_link: found a user, a query",
        ),
        (f"on = true\nautopay_bank_link = 'https://pay.example.com/{'a' * 40}'", "texts.autopay_bank_link: "),
    ],
)
def test_the_link_for_automatic_bank_payments_goes_by_text_and_is_short(desk, example, texts, wrong):
    found = desk.findings(f"{example}\n[texts]\n{texts}\n")
    assert len(found) == bool(wrong)
    assert wrong in "".join(found)
