"""What a reviewer should look at: one module for each family of checks, one table of all."""
