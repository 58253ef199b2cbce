"""A clinic of very many patients, and a browser that measures its pages."""
