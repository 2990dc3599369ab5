"""How fast the program is: `python -m benchmarks` prints the tables that the documentation quotes."""
