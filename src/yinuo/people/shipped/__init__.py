"""Data that comes with the package: passwords that people in China choose most."""
