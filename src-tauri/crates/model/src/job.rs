//! Job states, and the pure function that moves between them.
