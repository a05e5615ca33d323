"""Papers: the forms people know, as PDF in both languages (G2): voucher, receipt form, register, ledger.

Owns what stands on each paper and how it is set; text goes in as data, never into the template.
Leaves who may print to the faces above, and what is true to the rooms below.
"""
