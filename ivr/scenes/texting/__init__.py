"""The confirmation number by text, where the biller writes texts and the caller wants one."""

from ivr.scenes.texting.table import TURNS

__all__ = ["TURNS"]
