"""What stands before the API: the built pages, and the two small functions that CloudFront runs."""
