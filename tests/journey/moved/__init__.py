"""A clinic whose clock a journey moves: an application of its own, in settings of its own.

No program of the clinic has such a switch; who serves a clinic cannot turn it on.
"""
