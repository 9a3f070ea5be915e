max_retries = 1
