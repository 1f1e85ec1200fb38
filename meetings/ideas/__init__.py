"""Calls with a hard deadline, project ideas with their drafts and receipts, partners, assessment, and the follow-up."""
