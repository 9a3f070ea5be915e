variable "name" {
  type = string
}

variable "max_retries" {
  type = number
}

variable "retention_seconds" {
  type    = number
  default = 345600
}
