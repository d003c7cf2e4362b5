"""Return files as a bank writes them, built record by record; each control record adds up unless it is told not to."""

from dataclasses import dataclass, field

ACCOUNT = "7351902846113"  # a payer's bank account: nothing may ever repeat it
NEW_ACCOUNT = "6402957718205"
NEW_ROUTING = "322271627"
RECEIVER = "09140060"
CHECK_DIGIT = "6"
ORIGIN = "09100001"
FILLER = "9" * 94


def file_header(created="261119"):
    origin, destination = " 091400606", " 691000134"
    return f"101{origin}{destination}{created}0306A094101{'FIRST BANK & TRUST':23}{'ASF APPLICATION SUPERVI':23}{'':8}"


def batch_header(number=1, service="225", entry_class="WEB", company="CLAYTONWTR"):
    start = f"5{service}{'Clayton County':16}{'':20}{company:10}{entry_class}{'WATER BILL':10}"
    return f"{start}{'':6}261118   1{ORIGIN}{number:07d}"


def entry(amount=12354, individual="123456789", trace=7611242, code="26", receiver=RECEIVER, check=CHECK_DIGIT):
    start = f"6{code}{receiver}{check}{ACCOUNT:17}{amount:010d}{individual:15}{'Paul Jones':22}  1"
    return f"{start}{ORIGIN}{trace:07d}"


def returned(code="R01", original="091400600000001", trace=7611242, death="", information=""):
    return f"799{code}{original}{death:6}{RECEIVER}{information:44}{ORIGIN}{trace:07d}"


def changed(code="C01", data=NEW_ACCOUNT, original="091400600000001", trace=7611242):
    return f"798{code}{original}{'':6}{RECEIVER}{data:29}{'':15}{ORIGIN}{trace:07d}"


@dataclass
class Sheet:
    """A file in the making. `says` overrules what a control record would say: `{"debits": 5}`."""

    lines: list[str] = field(default_factory=lambda: [file_header()])
    batches: int = 0

    def batch(self, *pairs, service="225", entry_class="WEB", **says):
        """A whole batch of (entry, addenda) pairs."""
        self.batches += 1
        self.lines.append(batch_header(self.batches, service, entry_class))
        start = len(self.lines)
        self.lines += [line for pair in pairs for line in pair]
        told = sums(self.lines[start:]) | {"service": service, "number": self.batches} | says
        self.lines.append(batch_control(**told))
        return self

    def end(self, *, filled=True, **says):
        """The file control and the filler, as the file's bytes."""
        told = sums(self.lines) | {"batches": self.batches, "blocks": -(-(len(self.lines) + 1) // 10)} | says
        self.lines.append(file_control(**told))
        while filled and len(self.lines) % 10:
            self.lines.append(FILLER)
        return written(self.lines)


def written(lines, end="\n"):
    return "".join(line + end for line in lines).encode("latin-1")


def sums(lines):
    """Straight from the text, by other code than the reader's."""
    entries = [line for line in lines if line[:1] == "6"]
    debits = sum(int(line[29:39]) for line in entries if line[2] in "56789")
    return {
        "records": sum(line[:1] in "67" for line in lines),
        "hash": sum(int(line[3:11]) for line in entries) % 10**10,
        "debits": debits,
        "credits": sum(int(line[29:39]) for line in entries) - debits,
    }


def batch_control(*, records, hash, debits, credits, service, number, company="CLAYTONWTR"):  # noqa: A002
    start = f"8{service}{records:06d}{hash:010d}{debits:012d}{credits:012d}{company:10}{'':25}"
    return f"{start}{ORIGIN}{number:07d}"


def file_control(*, records, hash, debits, credits, batches, blocks):  # noqa: A002
    return f"9{batches:06d}{blocks:06d}{records:08d}{hash:010d}{debits:012d}{credits:012d}{'':39}"


def good():
    """Two batches: a payment and a payment to a closed account came back; an account number must be corrected."""
    sheet = Sheet()
    sheet.batch(
        (entry(), returned("R01", information="NSF")),
        (entry(4565, "987654321", 9461242, "36", "02100002", "1"), returned("R02", "091400600000003", 9461242)),
    )
    sheet.batch((entry(0, "555555555", 5, "26"), changed(trace=5)), entry_class="COR")
    return sheet.end()
