"""`[mails]` of a biller's file: off unless told, and never without the address and the relay that each mail needs."""

from types import SimpleNamespace

import pytest

from integration.errors import Misconfigured
from integration.site import check_mail

ON = "\n[mails]\non = true\n"
ADDRESS = 'postal_address = "1600 Battle Creek Road, Morrow, GA 30260"\n'


def test_nobody_gets_mails_unless_it_is_told(desk):
    assert not desk.biller().mails.on


def test_mails_without_a_postal_address_are_a_mistake(desk, example):
    (found,) = desk.findings(example + ON)
    assert found.startswith("1368.toml: mails.postal_address: found nothing with mails.on = true")
    assert not desk.findings(example + ON + ADDRESS)


def test_mails_without_a_relay_stop_the_start(desk, example):
    with pytest.raises(Misconfigured, match=r"mails\.on of biller 1368 needs it"):
        check_mail(SimpleNamespace(mail_relay="", mail_from=""), {"1368": desk.biller(example + ON + ADDRESS)})
