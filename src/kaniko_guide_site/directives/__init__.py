"""The generated parts of pages, one module a directive, named as the page writes it."""
