"""What the maintainers' commands are made of; nothing of it runs with the service."""
