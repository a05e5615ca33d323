"""Product models with their checklists, and installed devices, hardware and software alike.

Owns the identity of a device: serial, UDI, where it stands, since when.
Leaves cover to agreements and history to calls.
"""
