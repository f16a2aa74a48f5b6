"""The demo consortium: invented people, told through the apps' own operations, the same for the same seed."""
