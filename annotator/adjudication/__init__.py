"""From layers to disagreements, decisions and gold; pure."""
