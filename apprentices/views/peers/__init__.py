"""The exchange: shadowing days and peer learning sets."""
