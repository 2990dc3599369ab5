"""The screens that both programs use, and the base classes of their own screens."""
