"""A bare Streamlit page with what our first page asks for: a heading, a sentence, a field and a button."""

import streamlit as st

st.title("Become good at blue-green deployment")
st.write("Timed problems and practice on switching a model from one version to the next, graded honestly.")
with st.form("join", border=False):
    st.text_input("Your name")
    st.form_submit_button("Start learning", type="primary")
