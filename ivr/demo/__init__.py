"""The main job before your eyes: a bill file, three calls, the postings in Cayenta's own journal, and a fourth call."""
