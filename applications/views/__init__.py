"""Pages of the applications app."""
