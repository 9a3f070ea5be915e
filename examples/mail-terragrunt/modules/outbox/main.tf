variable "name" {
  type = string
}

variable "topic_arn" {
  type = string
}

resource "aws_sqs_queue" "outbox" {
  name = var.name
}

resource "aws_sqs_queue_policy" "outbox" {
  queue_url = aws_sqs_queue.outbox.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.outbox.arn
      Condition = { ArnEquals = { "aws:SourceArn" = var.topic_arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "outbox" {
  topic_arn = var.topic_arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.outbox.arn
}
