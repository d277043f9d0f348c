"""Tests of the values under all models: base classes, text, messages of validation."""
