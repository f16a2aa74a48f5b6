"""Capability reviews at the points of the PCF that lie before a placement: their rules, and where they are met."""
