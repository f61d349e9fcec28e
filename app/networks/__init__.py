"""What can be instantiated: the networks as rows of data over one ResNet and one VGG definition."""
