"""Advice and inverse questions over HTTP: notes with the costs of their fixes, and inputs that give a map."""
