"""Each closed batch adds up: what it said at its close and what was corrected since is what is posted in it now."""

import json
from collections import defaultdict

TAKES_BACK = ("void", "return")


def closed_batches_add_up(evidence):
    """Count and cents of each closed batch; and no event of its postings is left out of both."""
    corrected = defaultdict(lambda: [0, 0])
    for row in evidence["corrections"]:
        corrected[row["batch_id"]][0] += row["counted"]
        corrected[row["batch_id"]][1] += row["cents"]
    for batch in evidence["batches"]:
        if batch["closed_at"] is not None:
            lines = json.loads(batch["totals"])["lines"]
            count, cents = corrected[batch["id"]]
            told = (sum(line["count"] for line in lines) + count, sum(line["cents"] for line in lines) + cents)
            found = _posted_in(evidence, batch["id"])
            if told != found:
                yield f"batch {batch['number']} tells of {told[0]} postings and {told[1]} cents; posted in it: {found}"


def _posted_in(evidence, batch_id):
    rows = [row for row in evidence["outbox"] if row["batch_id"] == batch_id and row["state"] == "posted"]
    return len(rows), sum(-row["amount_cents"] if row["op"] in TAKES_BACK else row["amount_cents"] for row in rows)
