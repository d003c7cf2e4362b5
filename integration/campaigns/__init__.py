"""Campaigns of reminder calls, up to the dialling: who is called, when, in what order, and who is not and why."""
