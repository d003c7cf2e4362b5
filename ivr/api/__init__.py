"""The API by which other channels bring their payments: `/api/v1`."""
