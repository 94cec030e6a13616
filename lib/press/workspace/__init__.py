"""Every path, the data packages, the chapters and the published record."""
