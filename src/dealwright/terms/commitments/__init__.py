"""The rule of a commitment: what it asks for, what falls short, what is carried, made up and paid."""
