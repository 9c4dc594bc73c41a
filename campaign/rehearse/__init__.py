"""``campaign rehearse``: the calendar ahead, gone through on a simulated clock, against stand-ins, on a copy."""
