"""The pages of a site, by kind: each module plans its own and makes what is new."""
