"""What a study of gradients says: in sentences, in rows, and as a picture that stands alone."""
