"""The scenes of a call. In each: `table` (its turns), `lines` (what they say), `answers` (where they lead)."""
