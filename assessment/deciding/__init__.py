"""The decision about a portfolio: dates, what was handed in, who may do what, who may judge again, who hears what."""
