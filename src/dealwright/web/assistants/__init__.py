"""The door for assistants: tools that ask the verbs, over standard input and output."""
