"""What was called off or refused is not in the books: at rest, by the books' own journal.

"Review items are still re-queried and close themselves when found" (reliability.md 2.3): so where the biller's system
can be asked, what it holds stays in review only after a contradiction, which is a person's.
"""


def nothing_refused_is_there(evidence, *, can_be_asked):
    """No item of a cancelled posting; and where its system can be asked, none of a posting that is still in review."""
    if evidence.books is None or not evidence.is_at_rest:
        return
    contradicted = " ".join(row["detail"] for row in evidence["audit"] if "was contradicted" in row["detail"])
    for row in evidence["outbox"]:
        is_there = bool(evidence.items[row["reference"]])
        if is_there and row["state"] == "cancelled":
            yield f"{row['reference']} was called off and stands in the books"
        if is_there and row["state"] == "review" and can_be_asked and row["reference"] not in contradicted:
            yield f"{row['reference']} is in review for ever and stands in the books"
