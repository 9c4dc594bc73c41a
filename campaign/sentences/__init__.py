"""What the rooms say in Vietnamese, said in a reader's language.

Rooms write Vietnamese sentences and store them in rows; a sentence is recognised by the catalogue that the pages use
(campaign/sentences/locale), and its English is filled with what the sentence holds. docs/decisions tells why.
"""
