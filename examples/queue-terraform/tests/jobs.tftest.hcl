mock_provider "aws" {}

variables {
  max_retries = 3
}

run "queue" {
  command = apply

  assert {
    condition     = output.queue_url != ""
    error_message = "The queue has no address."
  }
}

run "a_job_is_tried" {
  command = plan

  variables {
    max_retries = 0
  }

  expect_failures = [var.max_retries]
}
