"""Translation engines: plain sentences in, as many results out, order kept."""
