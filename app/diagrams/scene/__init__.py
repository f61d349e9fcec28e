"""The scene: a picture as plain records (boxes, links, labels), and the parts that build it."""
