"""The register of readers from all boroughs, who is asked to read, and how that balances."""
