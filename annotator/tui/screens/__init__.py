"""The screens that both wings use, and what their own screens share."""
