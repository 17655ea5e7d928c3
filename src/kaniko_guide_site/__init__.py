"""The site: the rules for pages, the generated parts of pages, and the theme."""
