"""Articles as blocks, sentences and inline codes: cut, masked and joined again."""
