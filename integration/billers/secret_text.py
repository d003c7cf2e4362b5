"""Secrets never stand in a biller's file: it only says where they are, `{ env = "NAME" }` or `{ file = "PATH" }`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, SecretStr, ValidationInfo

SECRET_BYTES_MAX = 16_384
EXPECTED = 'a secret is written { env = "NAME" } or { file = "PATH" }'


@dataclass(frozen=True)
class Secrets:
    """Where secrets are looked for; a relative path lies beside the biller's file. Validation's context."""

    environment: Mapping[str, str] = field(repr=False)
    folder: Path

    def fetch(self, place: Any) -> SecretStr:
        """The secret that `place` points to. ValueError says what is wrong with the place, never what stood there."""
        match place:
            case {"env": str(name)} if len(place) == 1:
                return _filled(self.environment.get(name), f"the environment's {name}")
            case {"file": str(path)} if len(place) == 1:
                return _filled(self._read(path), f"the file {path}")
            case dict():
                raise ValueError(f"found a table of {', '.join(sorted(place)) or 'nothing'}; expected: {EXPECTED}")
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


def _secret(value: Any, info: ValidationInfo) -> Any:
    """A biller's file is read with Secrets as its context; what our own code makes is taken as it is."""
    return info.context.fetch(value) if isinstance(info.context, Secrets) else value


SecretText = Annotated[SecretStr, BeforeValidator(_secret)]
