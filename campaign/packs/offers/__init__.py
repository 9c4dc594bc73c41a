"""What can be ordered, by where it goes: literal tables that campaign.packs.table puts together."""
