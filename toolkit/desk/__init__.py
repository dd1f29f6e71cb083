"""The desk: people review in the browser, over the project's files. A shell over `workflow`."""
