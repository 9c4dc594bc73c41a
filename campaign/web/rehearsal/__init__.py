"""The page of the rehearsal: what the calendar ahead will bring, and the button that goes through it again."""
