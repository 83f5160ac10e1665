mock_provider "aws" {}

variables {
  name = "ask"
}

run "defaults" {
  assert {
    condition     = aws_dynamodb_table.chats.name == "ask-chats" && aws_dynamodb_table.chats.hash_key == "id" && aws_dynamodb_table.chats.range_key == "user_id"
    error_message = "The key of a chat must be its id and its owner."
  }

  assert {
    condition     = aws_dynamodb_table.messages.name == "ask-messages" && aws_dynamodb_table.messages.hash_key == "chat_key" && aws_dynamodb_table.messages.range_key == "id"
    error_message = "The messages of a chat must share a partition, in order."
  }

  assert {
    condition = jsonencode([for index in aws_dynamodb_table.chats.global_secondary_index : [index.name, index.projection_type, [for key in index.key_schema : "${key.attribute_name} ${key.key_type}"]]]) == jsonencode([
      ["by_user", "ALL", ["user_id HASH", "updated_at RANGE"]]
    ]) && length(aws_dynamodb_table.messages.global_secondary_index) == 0
    error_message = "There must be exactly one index, which lists a user's chats by time."
  }

  assert {
    condition = alltrue([for table in [aws_dynamodb_table.chats, aws_dynamodb_table.messages] :
      alltrue([for attribute in table.attribute : attribute.type == "S"])
    ])
    error_message = "Every key must be a string."
  }

  assert {
    condition = alltrue([for table in [aws_dynamodb_table.chats, aws_dynamodb_table.messages] :
      table.billing_mode == "PAY_PER_REQUEST" && one(table.point_in_time_recovery).enabled && one(table.server_side_encryption).enabled
    ])
    error_message = "Both tables must be billed on demand, have point-in-time recovery and be encrypted with a key whose use is visible."
  }

  assert {
    condition = alltrue([for table in [aws_dynamodb_table.chats, aws_dynamodb_table.messages] :
      one(table.ttl).enabled && one(table.ttl).attribute_name == "expires_at"
    ])
    error_message = "A chat and its messages must expire together."
  }

  assert {
    condition = alltrue([for table in [aws_dynamodb_table.chats, aws_dynamodb_table.messages] :
      table.deletion_protection_enabled
    ])
    error_message = "The tables must be protected by default."
  }

  assert {
    condition     = output.chats.index_arn == "${aws_dynamodb_table.chats.arn}/index/by_user"
    error_message = "The outputs must have the ARN of the index."
  }
}

run "without_protection" {
  variables {
    deletion_protection_enabled = false
  }

  assert {
    condition     = !aws_dynamodb_table.chats.deletion_protection_enabled && !aws_dynamodb_table.messages.deletion_protection_enabled
    error_message = "Without protection, both tables must be deletable."
  }

  assert {
    condition     = output.chats.arn == run.defaults.chats.arn && output.messages.arn == run.defaults.messages.arn
    error_message = "Turning protection off must not replace a table."
  }
}

run "restored_tables" {
  command = plan

  variables {
    suffix = "-2026-11-30"
  }

  assert {
    condition     = aws_dynamodb_table.chats.name == "ask-chats-2026-11-30" && aws_dynamodb_table.messages.name == "ask-messages-2026-11-30"
    error_message = "The suffix must be appended to both names."
  }

  assert {
    condition = alltrue([for table in [aws_dynamodb_table.chats, aws_dynamodb_table.messages] :
      one(table.ttl).enabled && one(table.point_in_time_recovery).enabled && table.deletion_protection_enabled
    ])
    error_message = "Restored tables must get TTL, point-in-time recovery and protection back."
  }
}

run "suffix_without_a_hyphen" {
  command = plan

  variables {
    suffix = "restored"
  }

  expect_failures = [var.suffix]
}

run "name_with_a_slash" {
  command = plan

  variables {
    name = "ask/me"
  }

  expect_failures = [var.name]
}

run "own_key_and_tags" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
    tags        = { Team = "a" }
  }

  assert {
    condition = alltrue([for table in [aws_dynamodb_table.chats, aws_dynamodb_table.messages] :
      one(table.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/1" && table.tags == tomap({ Team = "a" })
    ])
    error_message = "Both tables must have the key and the tags."
  }
}
