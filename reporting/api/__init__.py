"""The read API: what is public for everybody, and one's own for whoever shows a personal key.

`operations.py` declares and mounts, `public.py` and `own.py` are the operations themselves.
Nothing is written through it, no cookie is listened to, and what is public comes from where
the archive and the open data come from.
"""
