"""What holds of organisations, without a database: what moves at a merge, which names are alike, who may be removed."""
