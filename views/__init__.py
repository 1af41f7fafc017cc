"""The pages: Streamlit only, one module a page."""
