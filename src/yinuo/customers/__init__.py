"""Customers, their sites and contacts: the head of the customer's file.

Owns who a telephone number belongs to and where a site lies.
Leaves devices, agreements and calls to the packages above.
"""
