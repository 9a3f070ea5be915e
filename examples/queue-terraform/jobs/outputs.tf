output "url" {
  value = aws_sqs_queue.jobs.url
}
