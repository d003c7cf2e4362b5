"""What goes wrong in the use of the simulator itself. Faults of the application are never raised: they are findings."""


class PhoneError(Exception):
    """The simulator was misused, met a verb it does not simulate, or an application that goes round for ever.

    Its text never holds keys that a caller pressed: they may be a card number.
    """
