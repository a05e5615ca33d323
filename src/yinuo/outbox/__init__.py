"""What must leave the system or reach a person: messages waiting for their channel.

Owns the waiting rows, their tries and what became of them; each channel is a folder that can be deleted.
Leaves what is said, to whom and why to the packages that put a message here.
"""
