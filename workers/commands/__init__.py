"""Commands that join `ivr` by the entry point group `ivr.commands`. Importing one costs no more than click."""
