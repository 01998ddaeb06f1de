"""``sayso doctor``: what keeps Sayso from working here, and what to do about it.

It asks at the one address that it is given and at no other, and it changes nothing.
"""
