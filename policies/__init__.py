"""The law and nothing else: facts in; verdict, declaration, paragraphs, and what is missing out."""
