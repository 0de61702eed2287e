"""A store that looks alive: our own sample contacts as ten weeks of a small contact centre."""
