"""What may be written into a log: named fields and nothing else, and nothing anywhere that could be a card number.

Forms, keyed digits, names, tokens and envelopes are no fields, so they cannot be logged by mistake; accounts and
telephone numbers are cut to their last four. The mask is only a net under that. Lines go to standard error.
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from integration.masking import last_four, masked

VALUE_CHARS_MAX = 8_000  # a traceback of forty frames; the rest is cut out of its middle
FIELDS = frozenset(
    # what structlog and the standard library add
    {"event", "level", "logger", "timestamp", "exception"}
    # where in the house
    | {"beat", "bid", "call_sid", "file", "kind", "language", "number", "path", "pid", "queue", "ring", "sample"}
    | {"text_id", "turn", "version"}
    # what about money: ids and amounts, never who
    | {"amount_cents", "fee_cents", "method", "op", "payment_id", "reference", "state"}
    # how it went
    | {"code", "count", "expected", "found", "line_number", "looks", "missed", "ms", "outcome", "result", "status"}
    | {"why"}
)
LAST_FOUR = frozenset({"account", "account_number", "caller", "line"})
QUIET = (
    "alembic",
    "paramiko",
    "rq",
    "twilio",
    "urllib3",
    "werkzeug",
    "zeep",
)  # their warnings are heard, their chatter is not


def configure(kind: str) -> None:
    """Send all logging of this process, structlog's and the standard library's, to standard error as `kind`.

    `json`: one object a line, for machines. `console`: for a person. Anything else is read as `json`.
    """
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    for old in [door for door in root.handlers if isinstance(door, ToStandardError)]:
        root.removeHandler(old)
    root.addHandler(ToStandardError(_formatter(kind)))
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # loggers are made before this is called
    )


class ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment: a process may change it after start."""

    def __init__(self, formatter: logging.Formatter) -> None:
        logging.Handler.__init__(self)  # not StreamHandler's own, which would keep today's stream
        self.setFormatter(formatter)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # an attribute above, asked anew here
        return sys.stderr


def only_named(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep the fields of the allow-list; the names of those left out are told, their values are not."""
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in FIELDS}
    kept |= {name: last_four(str(event[name])) for name in LAST_FOUR & event.keys()}
    left_out = sorted(event.keys() - kept.keys())
    return kept | ({"left_out": " ".join(left_out)} if left_out else {})


def without_cards(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Every value, tracebacks included, with whatever could be a card number masked."""
    return {name: _clean(value) for name, value in event.items()}


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, Mapping):
        return {masked(str(name)): _clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner) for inner in value]
    text = str(value)
    clean = masked(_short(text))
    return value if isinstance(value, int) and clean == text else clean


def _short(text: str) -> str:
    half = VALUE_CHARS_MAX // 2
    return text if len(text) <= VALUE_CHARS_MAX else f"{text[:half]} … {text[-half:]}"


_SHARED: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def _formatter(kind: str) -> logging.Formatter:
    last: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if kind == "console":
        # plain tracebacks: the pretty ones show local variables, and those may hold anything
        plain = structlog.dev.plain_traceback
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            only_named,
            without_cards,
            last,
        ],
    )
