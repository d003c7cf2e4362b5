"""Everything between a TwiML element and what the caller hears of it."""
