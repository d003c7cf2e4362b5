"""A biller in a box, for the demo and the tests: each part its own process with its own journal."""
