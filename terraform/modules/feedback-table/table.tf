# What a user says about a session: one item, which the next one of the same user and session replaces.
resource "aws_dynamodb_table" "this" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"

  # The user is part of the key, so nobody can replace the feedback of somebody else.
  hash_key  = "user_id"
  range_key = "session_id"

  attribute {
    name = "user_id"
    type = "S"
  }

  attribute {
    name = "session_id"
    type = "S"
  }

  # DynamoDB deletes within days of this time.
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
