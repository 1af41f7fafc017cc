"""All JavaScript and CSS, served as it lies; beside each part the Python that mounts it."""
