"""Reference data that is only read: the gazetteer and the roster."""
