"""Reports made visible: terminal, JSON, HTML, CSV."""
