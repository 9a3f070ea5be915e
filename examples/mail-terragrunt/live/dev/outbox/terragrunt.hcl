include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}/modules//outbox"
}

dependency "address" {
  config_path = "../address"

  mock_outputs = {
    topic_arn = "arn:aws:sns:eu-west-1:000000000000:not-there-yet"
  }

  mock_outputs_allowed_terraform_commands = ["plan"]
}

inputs = {
  name      = "outbox"
  topic_arn = dependency.address.outputs.topic_arn
}
