"""files -> documents: recognise the known forms among the pages and read the items that matter.

Processor time of `read.read_files` in one warm process (two shared cores, Python 3.11, medians of 150): a SAMPLE G-28 of 200 KB with fields
0.010 s, an official G-28 of four pages with fields 0.030 s, the same with the field tree broken by macOS 0.038 s, flattened (its words
come from pdfplumber) 0.5 s. Memory stays level at about 80 MB, 105 MB with pdfplumber.
"""
