"""Template tags of the field."""
