mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

run "plan" {
  command = plan

  variables {
    # Any file: only its hash is used.
    package_path = "versions.tf"
  }

  assert {
    condition     = module.function.function_name == "countdown" && module.function.alias == "live"
    error_message = "The example must plan the function."
  }
}
