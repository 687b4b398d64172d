//! Durable generation: worker loop, limits, budget.
