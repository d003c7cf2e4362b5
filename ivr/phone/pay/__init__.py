"""Pay (twilio.md 8): terms, prompts, the steps of the entry, the connector, and the result."""
