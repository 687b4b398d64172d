//! Documents as JSON, with a version and a chain of upgrades.
