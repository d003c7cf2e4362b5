"""What reading a biller's file stands on, and the secrets that it fetches.

Secrets never stand in the file: it only says where they are, `{ env = "NAME" }` or `{ file = "PATH" }`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo

SECRET_BYTES_MAX = 16_384
TEST_KEY_PREFIXES = ("test", "sk_test", "sandbox", "changeme")
EXPECTED = 'a secret is written { env = "NAME" } or { file = "PATH" }'


@dataclass(frozen=True)
class Reading:
    """Pydantic's context while a file is read. `folder` is the file's: relative paths begin there.

    `sandbox` allows loopback, plain http and test keys.
    """

    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    sandbox: bool

    def fetch(self, place: Any) -> SecretStr:
        """The secret that `place` points to. ValueError says what is wrong with the place, never what stood there."""
        match place:
            case {"env": str(name)} if len(place) == 1:
                return _filled(self.environment.get(name), f"the environment's {name}")
            case {"file": str(path)} if len(place) == 1:
                return _filled(self._read(path), f"the file {path}")
            case dict():
                raise ValueError(f"found a table that says neither env nor file, or both; expected: {EXPECTED}")
        raise ValueError(f"found a secret in clear, not shown here; expected: {EXPECTED}")

    def _read(self, path: str) -> str | None:
        place = self.folder / path
        try:
            if place.stat().st_size > SECRET_BYTES_MAX:
                raise ValueError(f"the file {path} is longer than {SECRET_BYTES_MAX} bytes; expected one secret")
            return place.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"the file {path} cannot be read: {type(error).__name__}") from None


def _filled(found: str | None, where: str) -> SecretStr:
    if found is None:
        raise ValueError(f"{where} is not there; expected the secret in it")
    secret = found.rstrip("\r\n")  # an editor ends a file with a line end
    if not secret.strip():
        raise ValueError(f"{where} is empty; expected the secret in it")
    return SecretStr(secret)


def in_sandbox(info: ValidationInfo) -> bool:
    """Whether what the sandbox allows is allowed; what our own code makes, outside of any reading, is."""
    return info.context.sandbox if isinstance(info.context, Reading) else True


def _secret(value: Any, info: ValidationInfo) -> Any:
    return info.context.fetch(value) if isinstance(info.context, Reading) else value


def _for_a_header(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not (text.isprintable() and text.isascii()):
        raise ValueError("found characters that no HTTP header carries; expected one line of ASCII")
    return secret


def _real(secret: SecretStr, info: ValidationInfo) -> SecretStr:
    if not in_sandbox(info) and secret.get_secret_value().lower().startswith(TEST_KEY_PREFIXES):
        raise ValueError("found a test key, which is only for the sandbox (IVR_SANDBOX=1); expected a real one")
    return secret


SecretText = Annotated[SecretStr, BeforeValidator(_secret)]
HeaderSecret = Annotated[SecretText, AfterValidator(_for_a_header)]
LiveKey = Annotated[HeaderSecret, AfterValidator(_real)]
