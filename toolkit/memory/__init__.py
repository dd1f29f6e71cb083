"""The translation memory: approved translations, offered for new sentences."""
