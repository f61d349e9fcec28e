"""Networks: a catalogue of configurations for one ResNet and one VGG definition."""
