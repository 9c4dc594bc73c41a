"""``make bench``: figures beside a control, printed and not kept. Nothing asserts: machines differ, ratios less so."""
