"""From 64-bit keys to ordinals in flat memory: some 20 bytes a key, where a dictionary takes over 70."""

from array import array
from collections.abc import Sequence

SLOTS_AT_START = 1024
SLOT_BYTES = 4


class Numbers:
    """Gives 0, 1, 2… to keys as they come. Open addressing, at most half full."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._slots = array("I", bytes(SLOT_BYTES * SLOTS_AT_START))  # ordinal + 1; 0 is free

    def find_or_add(self, key: int) -> int | None:
        """The ordinal that has this key; None where there was none, and then the key has the next ordinal."""
        slot = self._slot_of(key)
        if held := self._slots[slot]:
            return held - 1
        self._keys.append(key)
        self._slots[slot] = len(self._keys)
        self._make_room(0)
        return None

    def add_new(self, keys: Sequence[int]) -> bool:
        """Give all of them the next ordinals; where one has an ordinal already, or comes twice, none of them."""
        self._make_room(len(keys))
        own, slots = self._keys, self._slots
        mask = len(slots) - 1
        before = ordinal = len(own)
        for key in keys:
            slot = key & mask
            while held := slots[slot]:
                if own[held - 1] == key:
                    self.forget_last(ordinal - before)
                    return False
                slot = (slot + 1) & mask
            own.append(key)
            ordinal += 1
            slots[slot] = ordinal
        return True

    def forget_last(self, count: int) -> None:
        """As before the last `count` keys were added: what came last stands in nobody's way."""
        for _ in range(count):
            self._slots[self._slot_of(self._keys[-1])] = 0
            self._keys.pop()

    def as_bytes(self) -> bytes:
        """The keys, 8 bytes each, as this machine writes them."""
        return self._keys.tobytes()

    def _slot_of(self, key: int) -> int:
        """Where it stands, or would."""
        slots, keys = self._slots, self._keys
        mask = len(slots) - 1
        slot = key & mask
        while (held := slots[slot]) and keys[held - 1] != key:
            slot = (slot + 1) & mask
        return slot

    def _make_room(self, count: int) -> None:
        while (len(self._keys) + count) * 2 > len(self._slots):
            self._grow()

    def _grow(self) -> None:
        self._slots = slots = array("I", bytes(SLOT_BYTES * 2 * len(self._slots)))
        mask = len(slots) - 1
        for ordinal, key in enumerate(self._keys, 1):
            slot = key & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = ordinal
