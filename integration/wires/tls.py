"""What one biller's TLS stands on: whom we trust, and the certificate by which the other side knows us."""

import ssl
from pathlib import Path
from tempfile import NamedTemporaryFile


def context_of(bundle: Path | None = None, client_pem: str | None = None) -> ssl.SSLContext:
    """A context for connections out. ValueError says what is wrong, and shows nothing of a key.

    `bundle` is a PEM file of CA certificates, which are then the only ones trusted; the system's when there is none.
    `client_pem` holds our certificate, its chain, and its private key without a passphrase.
    """
    try:
        context = ssl.create_default_context(cafile=str(bundle) if bundle else None)
    except (OSError, ssl.SSLError) as error:
        raise ValueError(f"{bundle} is no file of CA certificates in PEM: {_reason(error)}") from None
    if client_pem:
        _present(context, client_pem)
    return context


def _present(context: ssl.SSLContext, client_pem: str) -> None:
    """OpenSSL takes a certificate from a file only: one that nobody else may read, and that is gone at once."""
    with NamedTemporaryFile("w", suffix=".pem", encoding="utf-8") as file:
        file.write(client_pem)
        file.flush()
        try:
            context.load_cert_chain(file.name, password=_no_passphrase)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise ValueError(
                f"found no certificate with its private key in PEM, without a passphrase: {_reason(error)}"
            ) from None


def _no_passphrase() -> str:
    """Without this OpenSSL would ask on the terminal, and wait."""
    raise ValueError("the key is locked by a passphrase")


def _reason(error: Exception) -> str:
    return getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
