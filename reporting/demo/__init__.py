"""What a demo shows: real organisations and rounds, invented people, a round open today.

Every step may be taken again: it adds what is missing and leaves the rest alone.
"""
