mock_provider "aws" {
  # `value` is also computed: it reads as this when the configuration does not set it.
  mock_resource "aws_ssm_parameter" {
    defaults = {
      arn   = "arn:aws:ssm:eu-west-1:123456789012:parameter/ask/key"
      value = "not set by the configuration"
    }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

# Terraform 1.11 needs an ephemeral variable set in each run; its default is not enough.
variables {
  name  = "/ask/key"
  value = "open sesame"
}

run "created" {
  assert {
    condition     = one(aws_ssm_parameter.this).type == "SecureString"
    error_message = "A secret must be encrypted."
  }

  assert {
    condition     = one(aws_ssm_parameter.this).value == "not set by the configuration"
    error_message = "`value` would put the secret into the state."
  }

  assert {
    condition     = one(aws_ssm_parameter.this).value_wo_version == 1
    error_message = "The secret must have a version, without which it could never change."
  }

  assert {
    condition     = !strcontains(jsonencode(aws_ssm_parameter.this), "open sesame")
    error_message = "The secret must not be in the state."
  }

  assert {
    condition     = output.name == "/ask/key" && output.arn == "arn:aws:ssm:eu-west-1:123456789012:parameter/ask/key"
    error_message = "The outputs must name the created parameter."
  }
}

run "rotated" {
  variables {
    value         = "close sesame"
    value_version = 2
    kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/0a1b"
  }

  assert {
    condition     = one(aws_ssm_parameter.this).value_wo_version == 2
    error_message = "A new version must write the new secret."
  }

  assert {
    condition     = one(aws_ssm_parameter.this).key_id == "arn:aws:kms:eu-west-1:123456789012:key/0a1b"
    error_message = "The parameter must be encrypted with the given key."
  }
}

# Plan only: Terraform 1.11 cannot apply a test whose ephemeral variable is null.
run "existing" {
  command = plan

  variables {
    value         = null
    existing_name = "/elsewhere/key"
  }

  assert {
    condition     = length(aws_ssm_parameter.this) == 0
    error_message = "An existing parameter must not be managed."
  }

  assert {
    condition     = output.name == "/elsewhere/key" && output.arn == "arn:aws:ssm:eu-west-1:123456789012:parameter/elsewhere/key"
    error_message = "The outputs must name the existing parameter."
  }
}

run "existing_without_path" {
  command = plan

  variables {
    value         = null
    existing_name = "key"
  }

  assert {
    condition     = output.arn == "arn:aws:ssm:eu-west-1:123456789012:parameter/key"
    error_message = "A name without a slash must have one in its ARN."
  }
}

run "both" {
  command = plan

  variables {
    existing_name = "/elsewhere/key"
  }

  expect_failures = [var.value]
}

run "neither" {
  command = plan

  variables {
    value = null
  }

  expect_failures = [var.value]
}

run "reserved_name" {
  command = plan

  variables {
    name = "/aws/key"
  }

  expect_failures = [var.name]
}

run "arn_for_name" {
  command = plan

  variables {
    value         = null
    existing_name = "arn:aws:ssm:eu-west-1:123456789012:parameter/key"
  }

  expect_failures = [var.existing_name]
}
