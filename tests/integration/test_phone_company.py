"""What a request came to that raised: whatever may have been carried out is never "nothing left"."""

from ssl import SSLCertVerificationError, SSLError

import pytest
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, ReadTimeout
from requests.exceptions import SSLError as TlsTrouble
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError
from urllib3.exceptions import SSLError as TlsReason

from integration.model import Unsure
from integration.phone_company import NotTaken, untaken


def after(reason):
    return MaxRetryError(None, "/Calls.json", reason)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NoConnection(after(NewConnectionError(HTTPSConnection("x"), "refused"))), NotTaken),
        (ConnectTimeout(), NotTaken),
        (TlsTrouble(after(TlsReason(SSLCertVerificationError("not who it should be")))), NotTaken),
        (TlsTrouble(after(TlsReason(SSLError("bad record, while the answer is read")))), Unsure),
        (TlsTrouble(SSLError("cut off")), Unsure),
        (NoConnection(ProtocolError("reset by peer")), Unsure),
        (ReadTimeout(), Unsure),
    ],
    ids=repr,
)
def test_only_what_was_never_sent_is_sent_again(error, outcome):
    assert isinstance(untaken(error), outcome)
