"""The model server: a small real model over HTTP, with a life (load, warm up, drain) and faults to order.

Standard library only: this folder is copied into an image that has nothing else. Its pure parts
(`classifier`, `faults`, `lifecycle`) know neither HTTP nor the clock.
"""
