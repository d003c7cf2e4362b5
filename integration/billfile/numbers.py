"""From 64-bit keys to ordinals in flat memory: some 20 bytes a key, where a dictionary takes over 70."""

from array import array

SLOTS_AT_START = 1024
SLOT_BYTES = 4


class Numbers:
    """Gives 0, 1, 2… to keys as they come. Open addressing, at most half full."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._slots = array("I", bytes(SLOT_BYTES * SLOTS_AT_START))  # ordinal + 1; 0 is free

    def find_or_add(self, key: int) -> int | None:
        """The ordinal that has this key; None where there was none, and then the key has the next ordinal."""
        slots, keys = self._slots, self._keys
        mask = len(slots) - 1
        slot = key & mask
        while held := slots[slot]:
            if keys[held - 1] == key:
                return held - 1
            slot = (slot + 1) & mask
        keys.append(key)
        slots[slot] = len(keys)
        if len(keys) * 2 > len(slots):
            self._grow()
        return None

    def as_bytes(self) -> bytes:
        """The keys, 8 bytes each, as this machine writes them."""
        return self._keys.tobytes()

    def _grow(self) -> None:
        self._slots = slots = array("I", bytes(SLOT_BYTES * 2 * len(self._slots)))
        mask = len(slots) - 1
        for ordinal, key in enumerate(self._keys, 1):
            slot = key & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = ordinal
