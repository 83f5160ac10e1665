mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name         = "ask"
  package_path = "versions.tf"
}

run "no_package" {
  command = plan

  variables {
    package_path = "dist/never-built.zip"
  }

  expect_failures = [var.package_path]
}

run "parameter_with_wildcard" {
  command = plan

  variables {
    parameter_arns = ["arn:aws:ssm:eu-west-1:123456789012:parameter/*"]
  }

  expect_failures = [var.parameter_arns]
}

run "permission_for_every_resource" {
  command = plan

  variables {
    permissions = { Notes = { actions = ["dynamodb:GetItem"], resources = ["*"] } }
  }

  expect_failures = [var.permissions]
}

run "permission_for_every_action" {
  command = plan

  variables {
    permissions = { Notes = { actions = ["dynamodb:*"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/notes"] } }
  }

  expect_failures = [var.permissions]
}

run "permission_for_a_bucket_with_a_wildcard" {
  command = plan

  variables {
    permissions = { Documents = { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::example-*/*"] } }
  }

  expect_failures = [var.permissions]
}

run "permission_for_objects_by_prefix" {
  command = plan

  variables {
    permissions = { Documents = { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::example-documents/shared*"] } }
  }

  expect_failures = [var.permissions]
}

run "boundary_by_its_name" {
  command = plan

  variables {
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "permission_with_a_reserved_id" {
  command = plan

  variables {
    permissions = { Logs = { actions = ["dynamodb:GetItem"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/notes"] } }
  }

  expect_failures = [var.permissions]
}

run "alias_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/mine"
  }

  expect_failures = [var.kms_key_arn]
}

run "unlimited_retention" {
  command = plan

  variables {
    log_retention_days = 0
  }

  expect_failures = [var.log_retention_days]
}

run "timeout_above_the_limit" {
  command = plan

  variables {
    timeout_seconds = 901
  }

  expect_failures = [var.timeout_seconds]
}

run "more_provisioned_than_reserved" {
  command = plan

  variables {
    reserved_concurrency    = 5
    provisioned_concurrency = 6
  }

  expect_failures = [var.provisioned_concurrency]
}

run "pinned_latest" {
  command = plan

  variables {
    pinned_version = "$LATEST"
  }

  expect_failures = [var.pinned_version]
}

run "two_packages" {
  command = plan

  variables {
    package_s3 = { bucket = "code", key = "ask.zip", object_version = "v1" }
  }

  expect_failures = [var.package_path]
}

run "a_vpc_without_subnets" {
  command = plan

  variables {
    vpc = { subnet_ids = [], security_group_ids = ["sg-1"] }
  }

  expect_failures = [var.vpc]
}

run "a_layer_without_a_version" {
  command = plan

  variables {
    layers = ["arn:aws:lambda:eu-west-1:123456789012:layer:tools"]
  }

  expect_failures = [var.layers]
}

run "unknown_log_class" {
  command = plan

  variables {
    log_class = "COLD"
  }

  expect_failures = [var.log_class]
}
