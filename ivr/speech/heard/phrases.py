"""Which of a menu's choices was said: the one whose words are in the sentence, and no other's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

SENTENCE_WORDS_MAX = 14  # a longer story may be about anything

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Words of a choice, from one place in the sentence to before another."""

    key: str
    start: int
    end: int

    def is_inside(self, other: "Found") -> bool:
        """Within more words: "not right" holds "right", and means something else."""
        return self != other and other.start <= self.start and self.end <= other.end and other.words > self.words

    @property
    def words(self) -> int:
        return self.end - self.start


def choice(words: Sequence[str], offered: Mapping[str, Collection[Phrase]], negations: Collection[str]) -> str:
    """The key whose phrase was said; '' where there is none, more than one, or a "not" outside of it."""
    if len(words) > SENTENCE_WORDS_MAX:
        return ""
    found = list(_found(words, offered))
    outermost = [one for one in found if not any(one.is_inside(other) for other in found)]
    keys = {one.key for one in outermost}
    covered = {place for one in outermost for place in range(one.start, one.end)}
    turned = any(word in negations for place, word in enumerate(words) if place not in covered)
    return keys.pop() if len(keys) == 1 and not turned else ""


def _found(words: Sequence[str], offered: Mapping[str, Collection[Phrase]]) -> Iterator[Found]:
    for key, phrases in offered.items():
        for phrase in phrases:
            for start in range(len(words) - len(phrase) + 1):
                if tuple(words[start : start + len(phrase)]) == phrase:
                    yield Found(key, start, start + len(phrase))
