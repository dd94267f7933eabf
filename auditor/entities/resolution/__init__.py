"""All that is known of the persons of one run, from lists, store and starter list, joined.

The door is `people.People`; `register.Register` is what it asks where the user's lists do not say who somebody is.
"""
