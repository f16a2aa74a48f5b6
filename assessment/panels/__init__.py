"""The practice assessment panel: its rules, its pack, who may do what."""
