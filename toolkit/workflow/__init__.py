"""What the toolkit does, as functions of values; the shells call these."""
