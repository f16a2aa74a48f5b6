"""What a person meets across the apps: home, search, the pages about the portal, and the demo's doors."""
