"""Crashes: the real programs killed at any moment, and at every moment in turn; what they promised must stand."""
