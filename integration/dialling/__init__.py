"""Calls that we start: rung once each, and what became of them."""
