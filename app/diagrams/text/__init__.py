"""Text in pictures: names, tooltips, and how wide text is."""
