"""What the desk's screens read across the rooms below."""
