"""Studies of gradients over HTTP: as JSON, as a stream of progress, as a picture."""
