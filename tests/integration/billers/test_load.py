"""integration/billers: the whole file, and each class of mistake in it with the sentence that a person gets."""

from datetime import time

import pytest

from integration.billers.load import load_all
from integration.errors import Misconfigured
from integration.model import Block
from integration.money import Money

SECRETS = ("sftp-secret", "cayenta-secret", "gateway-secret", "s3cret")


def test_the_whole_example_is_read(desk):
    biller = desk.biller()
    assert (biller.bid, biller.name, biller.zone.key) == ("1368", "Clayton County Water Authority", "America/New_York")
    assert biller.languages == ("en", "es")
    assert biller.lines == ("+17705550100",)
    assert biller.agent.hours.text == "Mon-Fri 08:00-17:00"
    assert (biller.account.digits, biller.account.verify) == ((10, 10), "zip")
    assert biller.billfile.sftp.port == 2222
    assert biller.billfile.extract_at == time(0, 0)
    assert (biller.cayenta.url, biller.cayenta.deadline_s) == ("http://127.0.0.1:8701/ws", 4.0)
    assert biller.block_of("C") is Block.CASH_ONLY
    assert biller.block_of("Z") is Block.NONE
    assert biller.advanced_settings.past_due_field == "PASTDUE_AMT"
    assert (biller.payments.minimum, biller.payments.maximum) == (Money(100), Money(500_000))
    assert biller.payments.fee.card == Money(250)
    assert biller.batch.closes == time(20, 0)
    assert biller.maintenance.windows[0].text == "Sun 02:00-04:00"
    assert biller.products == {"outbound_ivr": True}
    assert biller.folder == desk.folder


def test_its_secrets_are_fetched_and_never_shown(desk):
    biller = desk.biller()
    assert biller.payments.gateway.key.get_secret_value() == "gateway-secret"
    assert biller.cayenta.password.get_secret_value() == "cayenta-secret"
    assert biller.billfile.sftp.key.get_secret_value().endswith("-----END KEY-----")
    shown = repr(biller) + str(biller) + repr(biller.model_dump())
    assert not any(secret in shown for secret in SECRETS)


def test_all_that_the_example_asks_for_is_there(desk, example):
    desk.write(example)
    assert desk.read().warnings == []


def test_a_secret_may_lie_in_a_file_beside(desk, changed):
    (desk.folder / "password").write_text("from a file\n")
    biller = desk.biller(changed("password = ", 'password = { file = "password" }'))
    assert biller.cayenta.password.get_secret_value() == "from a file"


MISTAKES = [
    # (line begins, line instead, what the only sentence says after the file's name)
    ("bid = ", 'bid = "13 68"', "bid: found '13 68'; expected 1 to 40 letters, digits or hyphens"),
    ("bid = ", "bid = 1368", "bid: found 1368; expected text in quotes"),
    ("bid = ", "", "bid: found nothing; expected it to be there"),
    ("name = ", 'nane = "X"\nname = "X"', "nane: no such key; did you mean name?"),
    ("name = ", 'name = "X"\nverify = "zip"', "verify: no such key; did you mean account.verify?"),
    ("name = ", 'name = "X"\nqqqq = 1', "qqqq: no such key; expected one of bid, name, zone, "),
    ("name = ", 'name = "X"\nfolder = "/"', "folder: no such key; did you mean billfile.sftp.folder?"),
    ("zone = ", 'zone = "Georgia/Atlanta"', "zone: found 'Georgia/Atlanta'; expected a time zone like"),
    ("zone = ", 'zone = "/etc/passwd"', "zone: found '/etc/passwd'; expected a time zone like"),
    ("zone = ", "zone = 5", "zone: found 5; expected a time zone like"),
    ("languages = ", 'languages = "en"', "languages: found text; expected a list in [ ]"),
    ("languages = ", "languages = []", "languages: found nothing; expected each once, and at least one"),
    ("languages = ", 'languages = ["en", "en"]', "languages: found en, en; expected each once"),
    ("languages = ", 'languages = ["en", "de"]', 'languages: de is not there yet; expected "en", "es", "fr"'),
    ("lines = ", 'lines = ["7705550100"]', "lines[0]: found '7705550100'; expected a number like +17705550100"),
    ("lines = ", 'lines = ["+1770555\uff10100"]', "lines[0]: found '+1770555\uff10100'; expected a number like"),
    ("lines = ", "lines = []", "lines: found nothing; expected each once, and at least one"),
    ("cu_version = ", 'cu_version = "seven"', "cu_version: found 'seven'; expected a version like"),
    ("css_generation = ", 'css_generation = "3"', "css_generation: found '3'; expected a whole number"),
    ("hours = ", 'hours = "daily"', "hours: hours are written like"),
    ('hours = "Mon', 'hours = "Mon-Fri 17:00-08:00"', "agent.hours: hours open before they close"),
    ('hours = "Mon', 'hours = "Mon-Fri 08:00-25:00"', "agent.hours: a time is one from 00:00 to 23:59"),
    ('hours = "Mon', "hours = 8", "agent.hours: found 8; expected hours like"),
    ("keyed = ", 'keyed = "NAME"', "account.keyed: found 'NAME'; expected 'ACCOUNT_NO' or 'ACCOUNT_NO_CUSTOM'"),
    ("digits = ", "digits = [12, 6]", "account.digits: found [12, 6]; expected shortest and longest"),
    ("digits = ", "digits = [0, 6]", "account.digits: found [0, 6]; expected"),
    ("digits = ", "digits = [6, 64]", "account.digits: found [6, 64]; expected"),
    ("digits = ", 'digits = ["6", 12]', "account.digits[0]: found '6'; expected a whole number"),
    ("digits = ", "digits = [10]", "account.digits[1]: found nothing; expected it to be there"),
    ("verify = ", 'verify = "voice"', "account.verify: found 'voice'; expected 'none', 'zip', "),
    ("sftp = ", 'sftp = { host = "h", user = "u", host_key = "k", folder = "f" }', "billfile.sftp: found both or neit"),
    (
        "sftp = ",
        'sftp = { host = "h", user = "u", password = { env = "A" }, host_key = "k", folder = "f", port = 0 }',
        "billfile.sftp.port: found 0; expected greater than or equal to 1",
    ),
    ("sftp = ", "sftp = true", "billfile.sftp: found true or false; expected a table"),
    (
        "post = false",
        'sftp = { host = "h", user = "u", host_key = "k", folder = "f" }',
        "returns.sftp: found both or neither of key and password",
    ),
    ("layout = ", 'layout = "other"', 'billfile.layout: found \'other\'; expected "default" or "implied" or "own"'),
    ("layout = ", 'layout = "own"', 'billfile.own_layout: found nothing with billfile.layout = "own"; expected both'),
    (
        "layout = ",
        'encodings = ["klingon"]',
        "billfile.encodings[0]: found 'klingon'; expected 'utf-8', 'us-ascii', 'iso-8859-1' or 'windows-1252'",
    ),
    ("layout = ", "encodings = [8859]", "billfile.encodings[0]: found 8859; expected 'utf-8', 'us-ascii',"),
    ("layout = ", 'encodings = "utf-8"', "billfile.encodings: found text; expected a list in [ ]"),
    ("layout = ", "encodings = []", "billfile.encodings: found nothing; expected each once, and at least one"),
    (
        "layout = ",
        'encodings = ["cp1252", "windows-1252"]',
        "billfile.encodings: found windows-1252, windows-1252; expected each once",
    ),
    ("layout = ", 'zip = "yes"', "billfile.zip: found 'yes'; expected true or false"),
    (
        "sftp = ",
        'reports_folder = "FromInvoiceCloud/Reports"',
        "billfile.reports_folder: found one without billfile.sftp; expected the server on which it lies",
    ),
    ("extract_at = ", 'extract_at = "24:30"', "billfile.extract_at: found '24:30'; expected a time from \"00:00\""),
    ("reject_share_max = ", "reject_share_max = 2", "billfile.reject_share_max: found 2; expected less than or equal"),
    ("transport = ", 'transport = "ftp"', "cayenta.transport: found 'ftp'; expected 'soap', 'form' or 'body'"),
    ("wsdl = ", "", "cayenta.wsdl: found nothing; expected the name of the WSDL file"),
    ("wsdl = ", 'wsdl = "other.wsdl"', "cayenta.wsdl: found no file 'other.wsdl' beside this file"),
    ("wsdl = ", 'wsdl = "../1368-cayenta.wsdl"', "cayenta.wsdl: found no file '../1368-cayenta.wsdl' beside"),
    ("url = ", 'url = "ftp://cayenta.example/ws"', "cayenta.url: found no http address; expected https://host/path"),
    ("url = ", 'url = "https://"', "cayenta.url: found no http address"),
    ("url = ", 'url = "https://ivr:s3cret@cayenta.example/ws"', "cayenta.url: found a user, a query"),
    ("url = ", 'url = "https://cayenta.example:port/ws"', "cayenta.url: found no URL"),
    ("password = ", 'password = "s3cret"', "cayenta.password: found a secret in clear, not shown here; expected"),
    (
        "password = ",
        'pasword = "s3cret"\npassword = { env = "IVR_1368_GATEWAY_KEY" }',
        "cayenta.pasword: no such key; did you mean cayenta.password?",
    ),
    ("password = ", "password = { env = 5 }", "cayenta.password: found a table that says neither env nor file"),
    ("password = ", 'password = { env = "A", file = "B" }', "cayenta.password: found a table that says neither"),
    ("password = ", 'password = { env = "NOWHERE" }', "cayenta.password: the environment's NOWHERE is not there"),
    ("password = ", 'password = { env = "EMPTY" }', "cayenta.password: the environment's EMPTY is empty"),
    ("password = ", 'password = { env = "LINES" }', "cayenta.password: found characters that no HTTP header carries"),
    ("password = ", 'password = { file = "nowhere" }', "cayenta.password: the file nowhere is not there"),
    ("password = ", 'password = { file = "." }', "cayenta.password: the file . cannot be read"),
    ("password = ", 'password = { file = "long" }', "cayenta.password: the file long is longer than 16384 bytes"),
    ("user = ", 'user = { env = "IVR_1368_GATEWAY_KEY" }', "cayenta.user: found a table; expected text in quotes"),
    ("deadline_s = ", "deadline_s = 0", "cayenta.deadline_s: found 0; expected greater than 0"),
    ("deadline_s = ", "deadline_s = 15", "cayenta.deadline_s: found 15; expected less than or equal to 12"),
    ("deadline_s = ", "deadline_s = inf", "cayenta.deadline_s: found inf; expected a finite number"),
    ("deadline_s = ", "deadline_s = nan", "cayenta.deadline_s: found nan; expected a finite number"),
    ("deadline_s = ", 'deadline_s = "4.0"', "cayenta.deadline_s: found '4.0'; expected a number without quotes"),
    ("dates = ", 'dates = "ddMMyyyy"', "cayenta.dates: found 'ddMMyyyy'; expected 'yyyyMMdd' or 'MM/dd/yyyy'"),
    ("lookup = ", 'lookup = "no"', "cayenta.lookup: found 'no'; expected true or false, without quotes"),
    ("lookup = ", "lookup = 0", "cayenta.lookup: found 0; expected true or false"),
    ("resend_after_s = ", "resend_after_s = 900", "cayenta.resend_after_s: found a bound without cayenta.lookup"),
    ("fields = ", "fields = { BALANCE_AMT = 5 }", "cayenta.fields.BALANCE_AMT: found 5; expected text in quotes"),
    ("fields = ", 'fields = { ACCOUNT_NO = "REFERENCE_NO" }', "cayenta.fields.ACCOUNT_NO: found 'REFERENCE_NO', the"),
    ("fields = ", 'constants = { AMT = "1" }', "cayenta.constants.AMT: found the name under which AMT is sent"),
    ("fields = ", "constants = { USER_ID = 7 }", "cayenta.constants.USER_ID: found 7; expected text in quotes"),
    (
        "fields = ",
        'constants = { USER_ID = "a\\nb" }',
        "cayenta.constants.USER_ID: found 'a\\nb'; expected one line of",
    ),
    ("fields = ", 'yes_no = "J/N"', "cayenta.yes_no: found 'J/N'; expected 'T/F', 'Y/N', '1/0' or 'true/false'"),
    (
        "fields = ",
        'block_code_left_out = "no"',
        "cayenta.block_code_left_out: found 'no'; expected 'none' or 'unknown'",
    ),
    ("fields = ", "numeric_accounts = 1", "cayenta.numeric_accounts: found 1; expected true or false"),
    (
        "methods = ",
        'methods = { paperles = "X" }',
        "cayenta.methods.paperles: no such key; did you mean cayenta.methods.paper",
    ),
    ("28 = ", '28 = { N = "cards" }', "advanced_settings.28.N: found 'cards'; expected 'none', 'card', "),
    ("32 = ", "32 = false", "advanced_settings.32: found false; expected true: F10 block flags come only by RTDR"),
    ("107 = ", '107 = "PAST_DUE"', "advanced_settings.107: found 'PAST_DUE'; expected \"PASTDUE_AMT\""),
    ("114 = ", "114 = true\n33 = true", "advanced_settings.33: no such key; expected one of 28, 32, 107, 114"),
    ("ways = ", "ways = []", "payments.ways: found nothing; expected each once, and at least one"),
    ("ways = ", 'ways = ["card", "card"]', "payments.ways: found card, card; expected each once"),
    ("ways = ", 'ways = ["cash"]', "payments.ways[0]: found 'cash'; expected 'card' or 'bank'"),
    ("ways = ", 'ways = ["bank"]', 'payments.ways: paying without card is not there yet; expected ["card"]'),
    ("minimum = ", "minimum = 1.00", "payments.minimum: found 1.0; expected money in quotes"),
    ("minimum = ", 'minimum = "0.00"', "payments.minimum: found minimum and maximum 0.00 and 5000.00; expected 0 < "),
    ("minimum = ", 'minimum = "9000.00"', "payments.minimum: found minimum and maximum 9000.00 and 5000.00"),
    ("maximum = ", 'maximum = "5e3"', "payments.maximum: money is digits with two decimals"),
    ("partial = ", "partial = 1", "payments.partial: found 1; expected true or false"),
    ("fee = ", 'fee = { card = "-1.00" }', "payments.fee.card: found -1.00; expected 0.00 or more"),
    ("gateway = ", 'gateway = "s3cret"', "payments.gateway: found text; expected a table"),
    ("closes = ", 'closes = "8pm"', "batch.closes: found '8pm'; expected a time from"),
    ("closes = ", "closes = 20", "batch.closes: found 20; expected a time from"),
    ("windows = ", 'windows = ["always"]', 'maintenance.windows[0]: found "always"; expected hours like'),
    (
        "[products]",
        '[reminders]\ntoll_free = "+17705550100"\n[products]',
        "reminders.toll_free: found +17705550100; expected a toll-free number",
    ),
    (
        "[products]",
        '[reminders]\ntoll_free = "+18005550100"\n[products]',
        "reminders.toll_free: found +18005550100; expected a toll-free number (800, 833 … 888) of the biller's lines",
    ),
    ("[products]", '[reminders]\ncall_costs = "0.00"\n[products]', "reminders.call_costs: found 0.00; expected 0.01"),
    ("outbound_ivr = ", 'outbound_ivr = "yes"', "products.outbound_ivr: found 'yes'; expected true or false"),
    ("outbound_ivr = ", "ivr = false", "products.ivr: a biller without the phone line is not there yet; expected true"),
    ("outbound_ivr = ", "kiosks = false", "products.kiosks: no such key; did you mean products.kiosk?"),
    (
        "outbound_ivr = ",
        "scheduled_payments = false",
        "products.scheduled_payments: no such key; did you mean features.scheduled_payments?",
    ),
]


@pytest.mark.parametrize(("begins", "line", "sentence"), MISTAKES)
def test_each_mistake_is_said_with_its_place_and_nothing_secret(desk, changed, begins, line, sentence):
    desk.environment |= {"EMPTY": " \n", "LINES": "one\ntwo", "A": "s3cret"}
    (desk.folder / "long").write_text("x" * 20_000)
    (finding,) = desk.findings(_changed_in_cayenta(changed, begins, line))
    assert finding.startswith(f"1368.toml: {sentence}")
    assert not any(secret in finding for secret in SECRETS)


def _changed_in_cayenta(changed, begins, line):
    """`hours = ` begins two lines of the example: its first is meant."""
    return changed('hours = "always"' if begins == "hours = " else begins, line)


@pytest.mark.parametrize("transport", ["form", "body"])
def test_a_wsdl_is_too_much_without_soap(desk, changed, transport):
    (found,) = desk.findings(changed("transport = ", f'transport = "{transport}"'))
    assert "expected it with soap only" in found


def test_outside_the_sandbox_nobody_talks_to_himself_in_clear_with_a_test_key(desk, example):
    desk.environment["IVR_1368_GATEWAY_KEY"] = "sk_test_s3cret"
    found = desk.findings(example, sandbox=False)
    assert [sentence.partition(" only for the sandbox (IVR_SANDBOX=1); expected")[0] for sentence in found] == [
        "1368.toml: billfile.sftp.host: found 127.0.0.1, which is this machine and",
        "1368.toml: cayenta.url: found plain http, which is",
        "1368.toml: payments.gateway.url: found plain http, which is",
        "1368.toml: payments.gateway.key: found a test key, which is",
    ]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "127.9.9.9", "[::1]", "0.0.0.0"])
def test_this_machine_has_many_names(desk, changed, host):
    found = desk.findings(changed("url = ", f'url = "https://{host}/ws"'), sandbox=False)
    assert any("cayenta.url: found" in sentence and "this machine" in sentence for sentence in found)


def test_a_real_biller_starts_outside_the_sandbox(desk, example):
    text = example.replace("http://127.0.0.1:8701", "https://cayenta.example").replace('"127.0.0.1"', '"sftp.example"')
    assert not desk.findings(text.replace("http://127.0.0.1:8702", "https://gateway.example"), sandbox=False)


def test_all_mistakes_of_all_files_come_at_once(desk, example):
    desk.environment = {}
    desk.write("bid = ", "a.toml")
    desk.write(example.replace('"zip"', '"zap"').replace('minimum = "1.00"', 'minimum = "9000.00"'), "b.toml")
    desk.write(example.replace("agent", "agents").replace("32 = true", "32 = false"), "c.toml")
    with pytest.raises(Misconfigured) as trouble:
        load_all(desk.folder, {}, sandbox=False)
    said = "\n".join(trouble.value.findings)
    for sentence in (
        "a.toml: is not TOML: ",
        "b.toml: account.verify: found 'zap'",
        "b.toml: payments.minimum: found minimum and maximum",
        "b.toml: cayenta.url: found plain http",
        "b.toml: cayenta.password: the environment's IVR_1368_CAYENTA_PASSWORD is not there",
        "c.toml: agents: no such key; did you mean agent?",
        "c.toml: agent: found nothing",
        "c.toml: advanced_settings.32: found false",
        "b.toml, c.toml: bid: found 1368 in 2 files; expected it in one",
        "b.toml, c.toml: lines: found +17705550100 in 2 files; expected it in one",
    ):
        assert sentence in said
    assert len(trouble.value.findings) == 20


def test_two_billers_are_two(desk, example):
    desk.write(example)
    desk.write(example.replace('bid = "1368"', 'bid = "1369"').replace("+17705550100", "+17705550101"), "1369.toml")
    assert sorted(load_all(desk.folder, desk.environment, sandbox=True)) == ["1368", "1369"]


def test_a_mark_at_the_start_does_no_harm(desk, example):
    assert not desk.findings("\ufeff" + example)


def test_files_of_an_editor_are_not_billers(desk, example):
    desk.write(example)
    desk.write(example, ".1368.toml")
    desk.write(example, "1368.toml~")
    assert len(desk.read().billers) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff", "is not UTF-8 at byte 0"),
        (b'bid = "1"\nbid = "2"', "is not TOML: Cannot overwrite a value"),
        (b"x = " + b"[" * 20_000, "is nested too deeply"),
        (b"#" * 300_000, "longer than 262144 bytes; expected a biller's file"),
    ],
)
def test_what_is_no_file_of_a_biller(desk, content, sentence):
    (desk.folder / "x.toml").write_bytes(content)
    (finding,) = desk.read().findings
    assert finding.startswith(f"x.toml: {sentence}")


def test_a_folder_without_billers(desk):
    (finding,) = desk.read().findings
    assert finding.startswith("IVR_BILLERS: found no file *.toml in it")
    desk.folder = desk.folder / "nowhere"
    (finding,) = desk.read().findings
    assert finding.startswith("IVR_BILLERS: found no such folder")


def test_an_empty_file_says_all_that_a_biller_must_say(desk):
    assert desk.findings("") == [
        f"1368.toml: {key}: found nothing; expected it to be there"
        for key in ("bid", "name", "zone", "lines", "agent", "cayenta", "payments")
    ]


def test_a_biller_is_warned_until_he_has_chosen(desk, changed):
    desk.write(changed("methods = ", 'methods = { paperless = "_PostAutopayChangeXML" }').replace("107 = ", "# 107 = "))
    warnings = desk.read().warnings
    assert warnings[0].startswith("1368.toml: advanced_settings.107: not set")
    assert warnings[1].startswith("1368.toml: cayenta.methods.autopay: _PostPaperLessChangeXML by default")
    desk.write(changed("methods = ", ""))
    assert len([sentence for sentence in desk.read().warnings if "look crossed" in sentence]) == 2


def test_a_biller_without_a_wsdl_is_told_what_a_missing_block_code_means(desk, changed):
    settled = 'transport = "body"\nblock_code_left_out = "none"'
    for transport, warned in (('transport = "body"', True), (settled, False), ('transport = "soap"', False)):
        wsdl = 'wsdl = "1368-cayenta.wsdl"'
        desk.write(changed("transport = ", transport).replace(wsdl, wsdl if "soap" in transport else ""))
        told = [one for one in desk.read().warnings if "cayenta.block_code_left_out: not set" in one]
        assert bool(told) is warned
