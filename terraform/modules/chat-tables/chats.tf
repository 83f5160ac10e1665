# A chat: its owner, title and times. Its messages are in the other table, so that an item stays
# small however long the chat becomes.
resource "aws_dynamodb_table" "chats" {
  name         = "${var.name}-chats${var.suffix}"
  billing_mode = "PAY_PER_REQUEST"

  # The owner is part of the key, so another user's chat looks as if it did not exist.
  hash_key  = "id"
  range_key = "user_id"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "user_id"
    type = "S"
  }

  # ISO 8601 in UTC: sorts as text in time order.
  attribute {
    name = "updated_at"
    type = "S"
  }

  # A user's chats, newest first, with every field that a list shows, so there is no second read.
  global_secondary_index {
    name            = "by_user"
    projection_type = "ALL"

    key_schema {
      attribute_name = "user_id"
      key_type       = "HASH"
    }

    key_schema {
      attribute_name = "updated_at"
      key_type       = "RANGE"
    }
  }

  # DynamoDB deletes within days; until then the function leaves out what has expired.
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  # Uses aws/dynamodb, whose own policy suffices and whose use the account can see. Without this
  # block the key would be AWS-owned, and its use would not be visible.
  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  deletion_protection_enabled = var.deletion_protection_enabled

  tags = var.tags
}
