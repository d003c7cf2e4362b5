"""The sandbox's own bill files: drawn from a seed, and without fault."""

import json
from datetime import date

from integration.sandbox.billfiles.generator import make_billfile, write_accounts
from tests.integration.billfile.samples import biller_with, check_file

DAY = date(2026, 11, 1)
NAME = "billheader_20261101.xml"


def test_a_file_has_no_fault_and_not_even_a_warning(tmp_path):
    make_billfile(tmp_path / NAME, "1368", 2000, 1, DAY)
    report = check_file(tmp_path / NAME, biller_with(reject_share_max=0))
    assert (report.loadable, report.rejected, report.warnings, report.unknown_elements) == (2000, [], [], {})


def test_the_same_seed_draws_the_same_bytes_and_another_seed_others(tmp_path):
    first = make_billfile(tmp_path / "1.xml", "1368", 50, 1, DAY)
    assert make_billfile(tmp_path / "2.xml", "1368", 50, 1, DAY) == first
    assert (tmp_path / "1.xml").read_bytes() == (tmp_path / "2.xml").read_bytes()
    assert make_billfile(tmp_path / "3.xml", "1368", 50, 2, DAY) != first


def test_the_accounts_try_every_kind_of_payer(tmp_path):
    accounts = make_billfile(tmp_path / NAME, "1368", 1000, 1, DAY)
    assert {len(account.account_no) for account in accounts} == {10}
    assert {"0", "9"} < {account.account_no[0] for account in accounts}
    assert {"0", "9"} < {account.zip[0] for account in accounts}
    assert {account.language for account in accounts} == {"EN", "ES"}
    assert {account.block_code for account in accounts} == {"", "N", "A", "C"}
    assert any(account.balance_cents < 0 for account in accounts)
    assert any(account.pastdue_cents for account in accounts)
    assert all(0 <= account.pastdue_cents <= max(account.balance_cents, 0) for account in accounts)


def test_cayentas_accounts_are_the_same_accounts(tmp_path):
    accounts = make_billfile(tmp_path / NAME, "1368", 3, 1, DAY)
    write_accounts(tmp_path / "accounts.json", accounts)
    told = json.loads((tmp_path / "accounts.json").read_text())
    fields = {"account_no", "balance_cents", "pastdue_cents", "due_date", "block_code", "zip", "name", "language"}
    assert set(told[0]) == fields
    assert [account["account_no"] for account in told] == [account.account_no for account in accounts]
