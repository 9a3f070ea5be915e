max_retries = 5
