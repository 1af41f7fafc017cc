"""The pages: Streamlit only, one module a page."""

import os

# The matrices here are small, and their visitors many: threads that wait for each other cost more
# than they bring. NumPy reads this once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
