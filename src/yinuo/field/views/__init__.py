"""The pages of the field, one module for each stretch of a job."""
