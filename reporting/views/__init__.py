"""Views of the reporting app, a module per part of the site."""
