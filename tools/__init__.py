"""Small programs that the Makefile and the tests call; nothing here is installed."""
