"""Chart forms that leave with the last chapter that uses them."""
