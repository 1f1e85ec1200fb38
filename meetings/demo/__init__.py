"""A demonstration: the Vänersborg meeting of 2018 and a meeting ahead of today."""
