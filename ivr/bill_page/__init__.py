"""The page behind the link to a bill that a caller had by text: it asks for the ZIP, then it is the bill's PDF."""
