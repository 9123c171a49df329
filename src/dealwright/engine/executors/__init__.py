"""Where tasks run: on threads, on processes of this machine, or on a cluster; the same results in the same order."""
