//! The library: SQLite tables, migrations, transactions, content-addressed media files.
