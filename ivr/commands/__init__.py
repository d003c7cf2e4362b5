"""The commands of `ivr`, one file each; those of the workers join by an entry point."""
