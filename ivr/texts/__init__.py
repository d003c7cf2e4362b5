"""Texts that come in: what they mean, what is answered, and the webhooks by which they and their news arrive."""
