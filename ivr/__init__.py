"""The conversation: everything said and heard on a call."""
