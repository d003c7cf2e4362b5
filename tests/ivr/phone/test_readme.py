"""The examples of ivr/phone/README.md, run as they stand but for the `...` that a reader fills in."""

import json
import re
from pathlib import Path

import pytest
import twilio.rest
from twilio.base.exceptions import TwilioRestException
from werkzeug.wrappers import Response

from ivr.phone import Order, PhoneNetwork, RestApi
from tests.ivr.phone.conftest import BASE, InProcess

README = Path(__file__).parents[3] / "ivr" / "phone" / "README.md"
ASKS = (
    "<Response><Gather action='/voice' numDigits='10' timeout='3'><Say>Your account, please, and then pound.</Say>"
    "</Gather><Gather input='speech' action='/voice'><Say>Say yes.</Say></Gather><Redirect>/voice</Redirect></Response>"
)
DUE = "<Response><Gather><Say>A bill is due.</Say></Gather></Response>"


@pytest.fixture
def examples():
    return re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)


@pytest.fixture
def world(rig):
    """An application and a gateway, as a reader would have them."""
    token = Response(json.dumps({"token_id": "t", "error_code": None}), content_type="application/json")
    pages = {"voice/status": "", "reminder": DUE, "elsewhere": DUE, "sms": ""}
    return rig(ASKS, gateway=token, **pages)


def test_the_first_example_is_a_call(examples, world):
    written = examples[0].replace('auth_token="..."', 'auth_token="12345"').replace('"AC..."', '"AC1"')
    names = {"app": world.app}
    exec(compile(written.replace("transport=...", "transport=None"), README, "exec"), names)
    call = names["call"]
    assert names["heard"][0].text.startswith("Your account")
    assert isinstance(names["network"], PhoneNetwork)
    assert (call.ended, call.result, call.error) == (True, "completed", None)


def test_the_second_example_is_a_call_out_and_a_text(examples, world):
    network = world.network
    client = twilio.rest.Client(network.account_sid, network.auth_token, http_client=InProcess(RestApi(network)))
    written = examples[1].split("\n", 2)[2]  # the vendor's client is made above, without a socket
    names = {"client": client, "network": network, "Order": Order}
    exec(compile(written.replace('"+1..."', '"+17705550134"'), README, "exec"), names)
    assert names["call"].heard[0].text == "A bill is due."
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to="+17705550134", from_="+17705550134", body="again")
    assert refused.value.code == 21610
    assert BASE in names["call"].turns[0].url
