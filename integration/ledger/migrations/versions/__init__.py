"""One file a step, numbered; a released one is never changed."""
