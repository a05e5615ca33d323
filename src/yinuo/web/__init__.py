"""The page shell: base templates, tags, forms, partial rendering, refusals on the way out, look and icons.

Owns what every screen shares and the one reader of the clock; has no models and knows no room above it.
Leaves every business word to the pages of desk, field and portal.
"""
