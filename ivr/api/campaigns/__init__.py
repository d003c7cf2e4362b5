"""Campaigns by the API: what `ivr campaign` does, by the same code beneath."""
