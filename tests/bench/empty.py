"""The empty Streamlit app that Cutover's start-up is held against."""

import streamlit as st

st.write("Nothing here.")
