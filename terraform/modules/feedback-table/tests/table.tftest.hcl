mock_provider "aws" {}

variables {
  name = "ask-feedback"
}

run "defaults" {
  assert {
    condition = (
      aws_dynamodb_table.this.name == "ask-feedback" && aws_dynamodb_table.this.hash_key == "user_id" && aws_dynamodb_table.this.range_key == "session_id" &&
      toset([for attribute in aws_dynamodb_table.this.attribute : "${attribute.name} ${attribute.type}"]) == toset(["user_id S", "session_id S"])
    )
    error_message = "The key must be the user and the session."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.ttl).enabled && one(aws_dynamodb_table.this.ttl).attribute_name == "expires_at"
    error_message = "What has expired must be deleted."
  }

  assert {
    condition = (
      aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST" &&
      one(aws_dynamodb_table.this.point_in_time_recovery).enabled && one(aws_dynamodb_table.this.server_side_encryption).enabled
    )
    error_message = "The table must be billed on demand, have point-in-time recovery and be encrypted with a key whose use is visible."
  }

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "The table must be protected by default."
  }
}

run "options" {
  variables {
    deletion_protection_enabled = false
    kms_key_arn                 = "arn:aws:kms:eu-west-1:123456789012:key/1"
    tags                        = { Team = "a" }
  }

  assert {
    condition     = !aws_dynamodb_table.this.deletion_protection_enabled && one(aws_dynamodb_table.this.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/1" && aws_dynamodb_table.this.tags == tomap({ Team = "a" })
    error_message = "The table must have the given protection, key and tags."
  }

  assert {
    condition     = output.arn == run.defaults.arn && output.name == "ask-feedback"
    error_message = "Options must not replace the table, which would delete all feedback."
  }
}

run "name_with_a_slash" {
  command = plan

  variables {
    name = "ask/feedback"
  }

  expect_failures = [var.name]
}

run "alias_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/mine"
  }

  expect_failures = [var.kms_key_arn]
}
