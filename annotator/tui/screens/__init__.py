"""The screens: each turns keys into what its desk or table does, and shows what came of it."""
