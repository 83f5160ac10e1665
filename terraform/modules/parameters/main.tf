resource "aws_ssm_parameter" "this" {
  count = var.existing_name == null ? 1 : 0

  name        = var.name
  description = "Read by the function at start-up"
  type        = "SecureString"
  key_id      = var.kms_key_arn

  # Write-only: the provider sends it when the version below changes, and stores it nowhere.
  # https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
  value_wo         = var.value
  value_wo_version = var.value_version

  tags = var.tags
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

# An existing parameter is not looked up: a data source would put its value into the state.
locals {
  existing_arn = var.existing_name == null ? null : join(":", [
    "arn",
    data.aws_partition.current.partition,
    "ssm",
    data.aws_region.current.region,
    data.aws_caller_identity.current.account_id,
    "parameter/${trimprefix(var.existing_name, "/")}",
  ])
}
