"""Agreement between annotators: the measures M1 to M4, intervals, and reports as text, JSON, CSV and HTML."""
