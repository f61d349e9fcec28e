"""The four views of one network: the whole, a layer, a block, an operation."""
