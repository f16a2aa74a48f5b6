"""The pages of the decision about a portfolio, from handing in to an appeal."""
