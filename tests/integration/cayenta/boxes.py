"""A biller, an account and a posting for the tests of Cayenta, and a wire that answers with given bytes."""

from datetime import date
from pathlib import Path

from integration.billers import Biller
from integration.model import Posting, Way
from integration.money import Money
from integration.ports import HttpReply, HttpRequest
from integration.sandbox.cayenta import Account, CayentaApp, write_wsdl

ACCOUNT = "0012345678"
USER = "ivr"
PASSWORD = "a-password-that-nobody-prints"
OWED = Money(14250)
PAST_DUE = Money(4250)
DUE = date(2026, 11, 5)
URL = "http://cayenta.test/ws"

XML = {"content-type": "text/xml"}


def account(**changes):
    return Account(
        **{"number": ACCOUNT, "balance": OWED, "past_due": PAST_DUE, "block_code": "N", "due": DUE} | changes
    )


def posting(**changes):
    return Posting(
        **{
            "reference": "PMFRGGZDFMZTWQ2LKNNWG",
            "op": "payment",
            "account_number": ACCOUNT,
            "amount": Money(4000),
            "effective": date(2026, 11, 20),
            "way": Way.CARD,
            "batch": "20261120",
        }
        | changes
    )


def biller(folder: Path, url: str = URL, *, settings=None, **cayenta) -> Biller:
    """Its WSDL is the sandbox's, unless `wsdl` names another file of the folder; form and body have none."""
    is_soap = cayenta.get("transport", "soap") == "soap"
    if is_soap and "wsdl" not in cayenta:
        write_wsdl(folder / "cayenta.wsdl", url)
        cayenta["wsdl"] = "cayenta.wsdl"
    return Biller.model_validate(
        {
            "bid": "1368",
            "name": "Clayton County Water Authority",
            "zone": "America/New_York",
            "lines": ["+17705550100"],
            "agent": {"number": "+17705550199"},
            "cayenta": {"url": url, "user": USER, "password": PASSWORD} | cayenta,
            "advanced_settings": settings or {"28": {"N": "card"}, "107": "PASTDUE_AMT"},
            "payments": {"gateway": {"url": "http://gateway.test", "key": "k"}},
            "folder": folder,
        }
    )


def leave_out_the_code(app: CayentaApp) -> None:
    """From now on its balances have no element for the block code."""
    answer = app.books.get_account_balance
    app.books.get_account_balance = lambda *given, **more: {
        name: value for name, value in answer(*given, **more).items() if name != "BLOCK_EFT_CD"
    }


class CannedWire:
    """Answers every request with the same reply, and keeps the requests."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.reply = HttpReply(status, body, XML)
        self.requests: list[HttpRequest] = []

    def exchange(self, request: HttpRequest, *, deadline_s: float) -> HttpReply:
        assert deadline_s > 0
        self.requests.append(request)
        return self.reply


def soap(inside: str) -> bytes:
    """A SOAP 1.1 envelope around the text."""
    envelope = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<s:Envelope xmlns:s="{envelope}"><s:Body>{inside}</s:Body></s:Envelope>'.encode()


def balance_xml(params: str, *, status: str = "<STATUS>0</STATUS>") -> bytes:
    return soap(f"<GetAccountBalanceResponse><Params>{params}</Params>{status}</GetAccountBalanceResponse>")
