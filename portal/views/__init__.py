"""The pages that stand across the apps."""
