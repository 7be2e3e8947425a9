"""What no file can do: crash the program, steer the terminal, keep it busy, or cost what was written before.

corpus     files that break readers
running    every command that reads a named input, how it is run, and what must hold of it
banks      banks that are as large as is accepted, and those that are small and come to much
"""
