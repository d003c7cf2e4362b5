"""integration/vault.py: tokens at rest."""

import pytest

from integration.errors import Misconfigured
from integration.vault import Vault

OLD, NEW = "the old key, long enough", "the new key, long enough"


def test_what_is_sealed_opens_again_and_cannot_be_read():
    vault = Vault([OLD])
    sealed = vault.seal("tok_secret")
    assert "secret" not in sealed
    assert sealed.isascii()
    assert vault.open(sealed) == "tok_secret"
    assert vault.seal("tok_secret") != sealed


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed():
    sealed = Vault([OLD]).seal("tok_secret")
    assert Vault([NEW, OLD]).open(sealed) == "tok_secret"


def test_the_first_key_seals():
    sealed = Vault([NEW, OLD]).seal("tok_secret")
    assert Vault([NEW]).open(sealed) == "tok_secret"
    with pytest.raises(Misconfigured, match="IVR_SECRET_KEY lacks the key"):
        Vault([OLD]).open(sealed)


def test_what_was_touched_does_not_open():
    sealed = Vault([OLD]).seal("tok_secret")
    with pytest.raises(Misconfigured):
        Vault([OLD]).open(sealed[:-6] + "AAAAAA")


def test_fingerprints_compare_and_hide():
    vault = Vault([OLD])
    print_ = vault.fingerprint("account", "0012345678")
    assert print_ == vault.fingerprint("account", "0012345678")
    assert len(print_) == 64
    assert "0012345678" not in print_
    assert print_ != vault.fingerprint("caller", "0012345678")
    assert print_ != Vault([NEW]).fingerprint("account", "0012345678")
    assert vault.fingerprint("ab", "c") != vault.fingerprint("a", "bc")


def test_rotation_keeps_counting_guesses_by_the_first_key():
    assert Vault([NEW, OLD]).fingerprint("account", "1") == Vault([NEW]).fingerprint("account", "1")


@pytest.mark.parametrize(("keys", "found"), [([], "none"), ([""], "number 1 of 1"), ([OLD, "short"], "number 2 of 2")])
def test_keys_that_are_no_keys_are_refused_without_showing_them(keys, found):
    with pytest.raises(Misconfigured, match=found) as trouble:
        Vault(keys)
    assert "short'" not in str(trouble.value)


def test_nothing_shows_a_key():
    assert OLD not in repr(vars(Vault([OLD])))
