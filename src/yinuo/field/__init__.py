"""The technician's face: today's jobs on a phone, one thumb, one button at a time.

Owns the screens and forms of the field; every change goes through the commands of calls.
Leaves the office to desk.
"""
