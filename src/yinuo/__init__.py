"""Yinuo 一诺: an after-sales department's promises, each known, owed, proved and followed up."""
