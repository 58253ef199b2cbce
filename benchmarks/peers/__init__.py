"""What the benchmark of screening needs beside the engines: cases, and our rules in a form that peers can read."""
