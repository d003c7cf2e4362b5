"""HTTP Basic, as Cayenta asks for it, in headers that do not tell their values when they are printed."""

from base64 import b64encode

from integration.billers.biller import Cayenta


class Headers(dict[str, str]):
    """Headers that keep their values to themselves when printed: one of them is a password."""

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"


def basic_of(cayenta: Cayenta) -> Headers:
    """The header that says who we are."""
    pair = f"{cayenta.user}:{cayenta.password.get_secret_value()}"
    return Headers({"Authorization": "Basic " + b64encode(pair.encode()).decode()})
