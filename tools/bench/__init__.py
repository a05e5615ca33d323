"""How fast it is: lives of calls, reads at 1 k, 100 k and 1 M calls, memory and weight. `./bench` runs it.

Owns the measuring, the fast loader and the tables in docs/bench; knows the product from outside, by HTTP,
and by the packages' models where rows are loaded.
"""
