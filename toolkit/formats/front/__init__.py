"""Front matter: what an article says about itself before its text."""
