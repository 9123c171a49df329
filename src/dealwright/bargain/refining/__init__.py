"""What the parties could agree on between the steps of the grid."""
