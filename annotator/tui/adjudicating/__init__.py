"""The adjudicator's program: list of articles, disagreements and decisions."""
