"""The page behind the link in each mail of a campaign: one click, and its reader gets no more of them."""
