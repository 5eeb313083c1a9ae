"""Rows and queries. Rows never leave this folder: frozen values go in and come out."""
