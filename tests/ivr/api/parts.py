"""A kiosk's vendor, a store, a counter: whoever brings payments to a line in a box, for the API's tests."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from integration.intake.keys import SCOPES, ApiKey, Minted
from integration.ledger import api_keys
from tests.ivr.line import ACCOUNT, House, open_line

ALL_ON = {"products": {"kiosk": True, "online_bank_direct": True, "pos_connect": True, "cloudstore": True}}
PATH = "/api/v1/payments"
DOCUMENT = "/api/v1/openapi.json"


def payment(**changes):
    """What a kiosk says; a field that is None is left out."""
    told = {
        "channel": "kiosk",
        "account_number": ACCOUNT,
        "amount_cents": 4250,
        "method": "cash",
        "paid_at": "2026-11-20T10:00:00-05:00",
        "reference": "K7-000123",
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


@dataclass
class Vendor:
    """Brings payments with one key."""

    line: object
    token: str
    key_id: str
    client: object = field(init=False)

    def __post_init__(self):
        self.client = self.line.app.test_client()

    def headers(self, key=None, **more):
        known = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return known | more

    def bring(self, told=None, *, key=None, **changes):
        """POST a payment; a new idempotency key unless one is given."""
        return self.bring_bytes(json.dumps(told or payment(**changes)).encode(), key=key or str(uuid4()))

    def bring_bytes(self, body, *, key="k-1", content_type="application/json"):
        return self.client.post(PATH, data=body, headers=self.headers(key), content_type=content_type)

    def show(self, payment_id):
        return self.client.get(f"{PATH}/{payment_id}", headers=self.headers())


def vendor(line, *scopes, bid="1368"):
    """One with these scopes, or with all."""
    site = line.box.site
    made = Minted.new(site.vault)
    key = ApiKey(
        made.key_id, bid, "Acme Kiosks", frozenset(scopes or SCOPES), made.fingerprint, site.clock.now(), "ann"
    )
    with site.database.write() as connection:
        api_keys.add(connection, key)
    return Vendor(line, made.token, made.key_id)


@contextmanager
def open_intake(clock, database=None, **terms):
    """A line whose biller takes payments of every channel."""
    with open_line(clock, database=database, houses=[House()], terms=ALL_ON | terms) as line:
        yield line
