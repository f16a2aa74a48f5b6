"""Pages of the practice assessment panel."""
