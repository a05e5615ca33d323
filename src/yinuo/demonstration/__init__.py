"""The demonstration: an invented company with a year of work, made by the commands that people use.

Owns the company's data, the stories of its calls and the state of the loading; the same seed and day give the
same company. Leaves every rule to the packages below: what they refuse can't happen here either.
"""
