"""Files and stores: atomic writes, locks, XML, fingerprints, what is kept for a user."""
