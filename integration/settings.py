"""The environment, read once and strictly: `surface.md`, "Environment". A missing or default secret stops the start."""

import os
import re
from pathlib import Path
from typing import Literal, Self

from pydantic import SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from integration.errors import Misconfigured

SECRET_LENGTH_MIN = 16
DEFAULT_SECRETS = frozenset({"changeme", "change-me", "secret", "password", "default", "test", "dev"})
PORT_MAX = 65_535
_HOST = re.compile(r"[^\s:/@]+")
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
SHIPPED_PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


class Settings(BaseSettings):
    """Everything that differs between two machines. Names are `IVR_` and the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="IVR_", extra="ignore", frozen=True)

    database_url: str
    redis_url: str = "redis://127.0.0.1:6379/0"
    billers: Path
    prompts: Path = SHIPPED_PROMPTS
    public_base_url: str
    twilio_account_sid: str
    twilio_auth_token: SecretStr
    twilio_api_base: str = "https://api.twilio.com"
    secret_key: SecretStr
    data: Path = Path("var")
    bind: str = "127.0.0.1:8000"
    mail_relay: str = ""  # host:port, wherever a biller wants mail
    mail_from: str = ""
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    log: Literal["json", "console"] = "json"
    sandbox: bool = False

    @field_validator("mail_relay")
    @classmethod
    def _is_a_relay(cls, found: str) -> str:
        if found and _port_of(found) < 1:
            raise ValueError(f"found {found!r}; expected host:port, like smtp.clayton.example:587, or nothing")
        return found

    @field_validator("bind")
    @classmethod
    def _is_an_address(cls, found: str) -> str:
        if _port_of(found) < 0:  # 0 is whichever port is free
            raise ValueError(f"found {found!r}; expected host:port, like 127.0.0.1:8000")
        return found

    @model_validator(mode="after")
    def _secrets_are_secret(self) -> Self:
        weak = [
            name
            for name, value in (
                ("IVR_SECRET_KEY", self.secret_key.get_secret_value()),
                ("IVR_TWILIO_AUTH_TOKEN", self.twilio_auth_token.get_secret_value()),
            )
            if len(value) < SECRET_LENGTH_MIN or value.lower() in DEFAULT_SECRETS
        ]
        if weak:
            raise ValueError(f"{' and '.join(weak)} must be a real secret of at least {SECRET_LENGTH_MIN} characters")
        return self

    @model_validator(mode="after")
    def _plain_http_only_in_the_sandbox(self) -> Self:
        if self.public_base_url.startswith("http://") and not self.sandbox:
            raise ValueError("IVR_PUBLIC_BASE_URL must be https outside the sandbox (IVR_SANDBOX=1)")
        return self


def prompts_of_environment() -> Path:
    """The folder of prompts alone, for commands that need no line: `IVR_PROMPTS`, or those that are shipped."""
    return Path(os.environ.get("IVR_PROMPTS") or SHIPPED_PROMPTS)


def load_settings() -> Settings:
    """Settings from the environment; Misconfigured holds one sentence for each mistake and never a secret's value."""
    try:
        return Settings()
    except ValidationError as error:
        raise Misconfigured([_sentence(mistake["loc"], mistake["msg"]) for mistake in error.errors()]) from None


def _port_of(address: str) -> int:
    """Of host:port; -1 where it is none."""
    host, _, port = address.rpartition(":")
    is_address = _HOST.fullmatch(host) and _PORT.fullmatch(port) and int(port) <= PORT_MAX
    return int(port) if is_address else -1


def _sentence(place: tuple[int | str, ...], found: str) -> str:
    name = "_".join(str(part) for part in place).upper()
    said = "is not set" if found == "Field required" else found.removeprefix("Value error, ")
    return f"IVR_{name}: {said}" if name else said
