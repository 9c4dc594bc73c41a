"""The protocol by which an item reaches a channel exactly once, or a person hears why not. See DESIGN, section 4."""
