"""The pages for beneficiaries: they show what the records say and hand on what people type, and decide nothing."""
