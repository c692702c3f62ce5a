"""The yardstick desk in other simulators: what Deskside's engines are measured against. See README.md."""
