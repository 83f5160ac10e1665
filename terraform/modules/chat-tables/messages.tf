# What was said: a question and its answer are two items, next to each other, in the order of time.
resource "aws_dynamodb_table" "messages" {
  name         = "${var.name}-messages"
  billing_mode = "PAY_PER_REQUEST"

  # Of the chat and its owner, of one length whoever that is.
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
    enabled = true
  }

  deletion_protection_enabled = var.deletion_protection_enabled
}
