"""The site's side of the project: what pages may say, what stands for generated parts, and the theme."""
