"""Settings, addresses and the server's entrance: the only place that knows every package.

Owns how an installation is put together; leaves every decision to the packages it joins.
"""
