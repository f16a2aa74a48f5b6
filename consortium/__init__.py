"""Who works together: organisations, appointments, consortia, and the programmes that all apps point at."""
