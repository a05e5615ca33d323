"""The office's face: pages for keyboard and wide screen that span the rooms below.

Owns screens and forms of the desk; every change goes through the commands of the rooms.
Leaves the technician's phone to field and the customer to portal.
"""
