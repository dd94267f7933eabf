"""All that is known of the persons of one run, from lists, store and starter list, joined."""
