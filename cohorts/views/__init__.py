"""Views of the cohorts app, a module per part of the site."""
