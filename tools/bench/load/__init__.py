"""The fast loader: a few lives made by the commands, copied as texts with holes, hashes and seals included.

`yinuo audit verify` finds nothing wrong with what it wrote: each copy has its own chain and its own seals.
"""
