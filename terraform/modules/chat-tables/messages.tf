# Messages: a question and its answer are two items, next to each other, in time order.
resource "aws_dynamodb_table" "messages" {
  name         = "${var.name}-messages${var.suffix}"
  billing_mode = "PAY_PER_REQUEST"

  # Derived from the chat's id and its owner; all keys have the same length.
  hash_key  = "chat_key"
  range_key = "id"

  attribute {
    name = "chat_key"
    type = "S"
  }

  attribute {
    name = "id"
    type = "S"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  deletion_protection_enabled = var.deletion_protection_enabled

  tags = var.tags
}
