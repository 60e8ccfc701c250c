"""Incidents as pages show them: what is asked for, one incident laid open, its graph and tolls, its dossier, what was decided of it."""
