variable "topic" {
  type = string
}

resource "aws_sns_topic" "mail" {
  name = var.topic
}

output "topic_arn" {
  value = aws_sns_topic.mail.arn
}
