# A chat: whose it is, its title, its times. What was said in it lies in the other table, so that an
# item stays small however long a chat becomes.
resource "aws_dynamodb_table" "chats" {
  name         = "${var.name}-chats"
  billing_mode = "PAY_PER_REQUEST"

  # The owner is part of the key: whoever asks for another's chat asks for one that is not there.
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

  # ISO 8601 in UTC: as text in the order of time.
  attribute {
    name = "updated_at"
    type = "S"
  }

  # One's chats, the newest first; all of them that a list shows, without a second read.
  global_secondary_index {
    name            = "by_user"
    hash_key        = "user_id"
    range_key       = "updated_at"
    projection_type = "ALL"
  }

  # DynamoDB deletes within days; until then the function leaves out what has expired.
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  # With aws/dynamodb, whose own policy suffices and whose use the account can see; without this block
  # the key would be one of AWS's own, which it cannot.
  server_side_encryption {
    enabled = true
  }

  deletion_protection_enabled = var.deletion_protection_enabled
}
