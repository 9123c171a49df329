"""What the parties may be like and know, over and above what may happen: one model that all advice rests on."""
