"""Plotly figures as plain dictionaries; only `app.diagrams.plotly_figures.renderer` imports Plotly."""
