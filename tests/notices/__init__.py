"""Tests of notices: plan, texts, channels and delivery."""
