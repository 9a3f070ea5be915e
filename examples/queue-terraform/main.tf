terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.0.0"
    }
  }

  # The kit fills it in: a bucket of the environment's own account.
  backend "s3" {}
}

provider "aws" {
  default_tags {
    tags = {
      application = var.gitenv_application
    }
  }
}

module "jobs" {
  source      = "./jobs"
  name        = "${var.gitenv_application}-jobs"
  max_retries = var.max_retries
}
