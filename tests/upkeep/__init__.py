"""Tests of the upkeep package."""
