"""What is typed on the desk's screens."""
