"""Pure rules of signing in: profiles, passwords, waiting after failures, one-time codes."""
