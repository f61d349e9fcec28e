"""Several networks in one picture: as columns, as flows at one scale, with the three options for shortcuts."""
