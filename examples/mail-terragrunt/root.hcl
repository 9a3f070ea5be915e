remote_state {
  backend = "s3"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  # Given by the kit: a bucket of the environment's own account.
  config = {
    bucket       = get_env("GITENV_STATE_BUCKET")
    key          = "${get_env("GITENV_STATE_PREFIX")}/${path_relative_to_include()}/terraform.tfstate"
    region       = get_env("GITENV_STATE_REGION")
    encrypt      = true
    use_lockfile = true
  }
}
