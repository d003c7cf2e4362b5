"""I10 and I12 to I14: what is shown, what is kept out, who sees what, and what was promised aloud."""

import json
import re
from collections import Counter
from functools import lru_cache

CARD = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")
IDS = re.compile(r"\b(?:[A-Z]{2}[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})\b")
SPOKEN = re.compile(r"(?<![0-9] )(?<![0-9], )[0-9](?:,? [0-9]){8}(?!,? [0-9])")  # nine digits, and no telephone number
CARD_SIGNS_MIN = 13  # of what CARD finds
_WORDS = (str, bytes, memoryview)
OF_A_PAYMENT = ("outbox", "undos", "returns", "authorizations", "notices")


def whole_versions_on_show(evidence):
    """I10: what callers see is whole: each live version is a live file of the same biller with all its bills."""
    counts = Counter(row["version"] for row in evidence["bills"])
    files = {row["version"]: row for row in evidence["bill_files"]}
    for live in evidence["live_versions"]:
        file = files.get(live["version"])
        if file is None or (file["bid"], file["state"]) != (live["bid"], "live"):
            yield f"biller {live['bid']} shows version {live['version']}, which is no live file of his"
        elif counts[live["version"]] != file["bills"]:
            yield f"version {live['version']} shows {counts[live['version']]} bills of {file['bills']}"


def nothing_secret_is_kept(evidence):
    """I12: no card number and no canary in any column of any table."""
    shortest = min([CARD_SIGNS_MIN, *map(len, evidence.canaries)])
    for table, rows in evidence.tables.items():
        for row in rows:
            for column, value in row.items():
                if isinstance(value, _WORDS) and len(value) >= shortest and _is_secret(value, evidence.canaries):
                    yield f"{table}.{column} holds what should be nowhere"


def _is_secret(value, canaries):
    words = value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")
    return any(canary in words for canary in canaries) or _has_card(words)


@lru_cache(maxsize=100_000)
def _has_card(words):
    """Rows are judged again and again, and mostly hold what they held.

    Ids are looked for only where there are numbers at all: what stands on both sides of an id joins to none.
    """
    return CARD.search(words) is not None and any(_is_card(found) for found in CARD.findall(IDS.sub("", words)))


def _is_card(found):
    digits = [int(sign) for sign in reversed(found) if sign.isdigit()]
    return sum(sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(digits)) % 10 == 0


def no_row_crosses_billers(evidence):
    """I13: whatever hangs on a payment or a call belongs to the same biller."""
    calls = {row["call_sid"]: row["bid"] for row in evidence["calls"]}
    for payment in evidence["payments"]:
        if calls.get(payment["call_sid"], payment["bid"]) != payment["bid"]:
            yield f"payment {payment['payment_id']} was made in another biller's call"
    for table in OF_A_PAYMENT:
        for row in evidence[table]:
            payment = evidence.payment(row["payment_id"]) if row["payment_id"] else None
            if payment is not None and payment["bid"] != row["bid"]:
                yield f"{table}: a row of biller {row['bid']} hangs on a payment of {payment['bid']}"
    versions = {row["version"]: row["bid"] for row in evidence["bill_files"]}
    yield from (
        f"a bill of {row['bid']} in another's file"
        for row in evidence["bills"]
        if versions[row["version"]] != row["bid"]
    )


def what_was_spoken_is_durable(evidence):
    """I14: a confirmation number that was spoken is of a payment of the same call; on a receipt, of a captured one."""
    known = {(row["call_sid"], row["confirmation"]): row["state"] for row in evidence["payments"]}
    for turn in evidence["turns"]:
        for found in SPOKEN.findall(" ".join(json.loads(turn["said"]))):
            state = known.get((turn["call_sid"], re.sub("[^0-9]", "", found)))
            if state is None or (turn["turn"] == "receipt" and state != "captured"):
                yield f"call {turn['call_sid']} heard a number on its {turn['turn']}: payment {state}"
