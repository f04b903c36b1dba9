"""The desk on the web: pages, a JSON API, live changes, feeds. It reads the store and never codes; what is pasted and what is
corrected goes through the desk.

`app.build` makes the application; `answers` are the shapes of its JSON, `shapes` makes them from what the store says.
"""
