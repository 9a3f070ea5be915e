max_retries = 3
