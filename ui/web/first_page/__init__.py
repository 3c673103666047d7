"""The first HTML that a browser gets: Streamlit's index page, made ours."""
