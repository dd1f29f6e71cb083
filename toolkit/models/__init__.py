"""The Argos packages on this machine: found, fetched, tried and removed."""
