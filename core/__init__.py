"""Machinery that knows no social work: accounts, links, states, events, files, jobs, mail, packs, tables, charts."""
