"""Figures as plain dictionaries, in the words of Plotly, which alone `app.diagrams.plotly_figures.renderer` knows."""
