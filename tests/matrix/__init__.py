"""Every route of the product asked by every role."""
