"""Users, their roles and what each role may do, branches, skills, certificates, absences and tokens.

Owns sign-in and the one table of rights.
Leaves what a deed means to the packages that ask whether it is allowed.
"""
