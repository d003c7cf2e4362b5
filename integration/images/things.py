"""The objects of a PDF as they are looked at: references followed, and no key left that was not asked for."""

from collections.abc import Collection
from typing import Any

from pypdf.generic import DictionaryObject, NameObject, StreamObject


def meant(raw: Any) -> Any:
    """The object that a reference means; anything else is what it is."""
    return raw.get_object() if raw is not None else None


def at(thing: DictionaryObject, key: str) -> Any:
    """What stands under the key; None where nothing does."""
    return meant(thing.get(key))


def dictionary(raw: Any) -> DictionaryObject:
    """The dictionary or stream meant; an empty one where there is none."""
    found = meant(raw)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def strip(thing: Any, keys: Collection[str]) -> None:
    """Leave these keys. Of a stream pypdf also holds on to what it unpacked, with all the keys that it once had."""
    if isinstance(thing, DictionaryObject):
        for key in thing.keys() - keys:
            del thing[key]
    if isinstance(thing, StreamObject):
        thing.decoded_self = None


def copied(thing: DictionaryObject, keys: Collection[str]) -> DictionaryObject:
    """A dictionary of its own with these keys, what they lead to not copied."""
    return DictionaryObject({NameObject(key): thing.raw_get(key) for key in thing if key in keys})
