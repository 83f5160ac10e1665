mock_provider "aws" {}

variables {
  name = "ask-limits"
}

run "defaults" {
  assert {
    condition = (
      aws_dynamodb_table.this.name == "ask-limits" && aws_dynamodb_table.this.hash_key == "id" && aws_dynamodb_table.this.range_key == "period" &&
      toset([for attribute in aws_dynamodb_table.this.attribute : "${attribute.name} ${attribute.type}"]) == toset(["id S", "period S"])
    )
    error_message = "The key must be what is counted and the period."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.ttl).enabled && one(aws_dynamodb_table.this.ttl).attribute_name == "expires_at"
    error_message = "What has expired must be deleted."
  }

  assert {
    condition = (
      aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST" &&
      one(aws_dynamodb_table.this.on_demand_throughput).max_write_request_units == 200 && one(aws_dynamodb_table.this.on_demand_throughput).max_read_request_units == 50
    )
    error_message = "The table must be billed on demand, up to a limit."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.server_side_encryption).enabled && !anytrue([for recovery in aws_dynamodb_table.this.point_in_time_recovery : coalesce(recovery.enabled, false)])
    error_message = "The table must be encrypted with a key whose use is visible, and have no recovery that would count again what is over."
  }

  assert {
    condition     = !aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "The table must be deletable by default."
  }
}

run "options" {
  variables {
    max_write_units             = 1000
    max_read_units              = 100
    deletion_protection_enabled = true
    kms_key_arn                 = "arn:aws:kms:eu-west-1:123456789012:key/1"
    tags                        = { Team = "a" }
  }

  assert {
    condition     = one(aws_dynamodb_table.this.on_demand_throughput).max_write_request_units == 1000 && one(aws_dynamodb_table.this.on_demand_throughput).max_read_request_units == 100
    error_message = "The limits must be the given ones."
  }

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled && one(aws_dynamodb_table.this.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/1" && aws_dynamodb_table.this.tags == tomap({ Team = "a" })
    error_message = "The table must have the protection, the key and the tags."
  }

  assert {
    condition     = output.arn == run.defaults.arn && output.name == "ask-limits"
    error_message = "Options must not replace the table, which would reset all counts."
  }
}

run "refuses_unlimited_writes" {
  command = plan
  variables {
    max_write_units = -1
  }
  expect_failures = [var.max_write_units]
}

run "refuses_no_reads" {
  command = plan
  variables {
    max_read_units = 0
  }
  expect_failures = [var.max_read_units]
}

run "refuses_the_alias_of_a_key" {
  command = plan
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/mine"
  }
  expect_failures = [var.kms_key_arn]
}
