"""Card-like numbers drawn at run time, and the search for them wherever something may have been kept."""

import io
import re
import secrets
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from sqlalchemy import select

from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.masking import passes_luhn

PIECE_DIGITS = 10  # the first six and the last four may be shown (PCI); so many in a row may not
SPOKEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def draw(length=16, prefix=""):
    """A number of this length that passes as a card's."""
    body = prefix + "".join(str(secrets.randbelow(10)) for _ in range(length - len(prefix) - 1))
    return next(body + end for end in "0123456789" if passes_luhn([int(sign) for sign in body + end]))


def groups(card, sign):
    """As it stands on the card: four digits and a sign, four digits and a sign."""
    return sign.join(re.findall(".{1,4}", card))


def found_in(text, cards):
    """The cards of which this text holds the whole, however its digits are parted, or a long piece."""
    digits = re.sub(r"\D", "", text)
    words = (SPOKEN.index(word) for word in re.findall(r"\w+", text.lower()) if word in SPOKEN)
    spoken = "".join(map(str, words))
    runs = " ".join(re.findall(rf"[0-9]{{{PIECE_DIGITS},}}", text))
    return [card for card in cards if card in digits or card in spoken or any(piece in runs for piece in pieces(card))]


def pieces(card):
    return (card[start : start + PIECE_DIGITS] for start in range(len(card) - PIECE_DIGITS + 1))


@dataclass
class Haunt:
    """Everything that may keep what it should not, and the numbers and tokens with which it was haunted."""

    folder: Path
    database: Database
    redis_url: str
    logged: io.StringIO = field(default_factory=io.StringIO)
    metrics: str = ""
    cards: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def card(self, length=16, prefix=""):
        """A new number, which must not be found afterwards."""
        self.cards.append(draw(length, prefix))
        return self.cards[-1]

    def token(self):
        """A new token, which must not be found in clear afterwards."""
        self.tokens.append("tok_" + secrets.token_hex(12))
        return self.tokens[-1]

    def places(self):
        """Every place that is searched, with what it holds."""
        named = {f"table {name}": text for name, text in tables(self.database).items()}
        named |= {f"file {name}": text for name, text in files(self.folder).items()}
        named |= {f"redis {name}": text for name, text in redis_holds(self.redis_url).items()}
        return named | {"log": self.logged.getvalue(), "metrics": self.metrics}


def tables(database):
    """Every value of every column, by the column's name."""
    told = {}
    with database.read() as connection:
        for name, table in metadata.tables.items():
            rows = connection.execute(select(table)).all()
            for place, column in enumerate(table.columns):
                told[f"{name}.{column.name}"] = "\n".join(text_of(row[place]) for row in rows)
    return told


def files(folder):
    """Every file below, as bytes read as Latin-1: nothing is lost."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes().decode("latin-1") for path in found}


def redis_holds(url):
    """Every key with its value, of whatever kind; what RQ has compressed is read too."""
    with Redis.from_url(url) as redis:
        read = {b"string": redis.get, b"hash": redis.hgetall, b"set": redis.smembers}
        read |= {b"list": lambda key: redis.lrange(key, 0, -1), b"zset": lambda key: redis.zrange(key, 0, -1)}
        return {text_of(key): _opened(read[redis.type(key)](key)) for key in redis.scan_iter()}


def _opened(value):
    if isinstance(value, dict):
        return " ".join(_opened(part) for pair in value.items() for part in pair)
    if isinstance(value, list | set):
        return " ".join(_opened(part) for part in value)
    try:
        return text_of(zlib.decompress(value))
    except zlib.error:
        return text_of(value)


def text_of(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
