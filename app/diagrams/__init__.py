"""From a trace to a scene (geometry as plain records), and from a scene to a picture."""
