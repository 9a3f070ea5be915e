variable "gitenv_application" {
  type        = string
  description = "Given by the kit."
  default     = "queue"
}

variable "max_retries" {
  type        = number
  description = "How often a job is tried before it goes to the dead letters."

  validation {
    condition     = var.max_retries >= 1
    error_message = "A job is tried at least once."
  }
}
