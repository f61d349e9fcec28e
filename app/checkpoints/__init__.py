"""Names the network of a checkpoint by the names and shapes of its tensors. No weight is read, no pickled code runs."""
