"""Stand-ins: the fixed fictitious numbers that take the place of a caller's own in an exported call."""

from dataclasses import dataclass, field

CALLER = "+17705550134"
TEXTED, NO_TEXTS = "7705550177", "8005550199"  # keyed for a text: one that can have it, and one that cannot
CALLBACK = "7705550135"  # a number to call back, as it is keyed
NOBODYS = "1111111111"  # as long, and no number that anybody can have
ZIP = "30236"
PHONE, LAST_PAYMENT = "770-555-0134", "50.00"
NEW_PHONE = "7705550177"
SCREEN_URL, SCREEN_KEY = "http://screen.box/pop", "box-screen-key"
PROOFS = {  # the turn that asks for it -> what a stand-in keys, and what is wrong on purpose
    "ask_zip": (ZIP, "00000"),
    "ask_phone": (PHONE[-4:], "0000"),
    "ask_last_payment": ("5000#", "5001#"),
}
PROOF_FACTS = {"zip": f"zip {ZIP}", "phone_last4": f"phone {PHONE}", "last_payment": f"lastpayment {LAST_PAYMENT}"}
NAME = "Alex Doe"  # of whoever has the account
FIRST_NAME = NAME.partition(" ")[0]
ACCOUNT = 12345678  # the first stand-in's number, filled up or cut to the length of the one it stands for


@dataclass
class StandIns:
    """One stand-in for each account number, of the same length, never equal to any that is stood in for."""

    real: frozenset[str]
    given: dict[str, str] = field(default_factory=dict)

    def of(self, number: str) -> str:
        """The stand-in of this number, the same each time."""
        if number not in self.given:
            self.given[number] = self._free(len(number))
        return self.given[number]

    def _free(self, length: int) -> str:
        taken = self.real | set(self.given.values())
        place = ACCOUNT
        while (number := f"{place:0{length}d}"[-length:]) in taken:
            place += 1
        return number


def caller_of(caller: str) -> str:
    """A number becomes the fixed one; a caller without a number stays one."""
    return CALLER if caller else "anonymous"
