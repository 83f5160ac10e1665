# Counters of requests, leases of answers, and budgets, all kept only as long as they limit someone.
# There is no point-in-time recovery: a restored counter would count what is long over.
resource "aws_dynamodb_table" "this" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"

  # `id` begins with the kind, such as rate#, and `period` is the window or the month.
  hash_key  = "id"
  range_key = "period"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "period"
    type = "S"
  }

  # DynamoDB deletes within days; until then the functions compare the times themselves.
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  # What a flood of requests may cost at most. Above it DynamoDB throttles, which the middlewares count
  # as a refusal, so the flood does not open the limits.
  # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
  on_demand_throughput {
    max_read_request_units  = var.max_read_units
    max_write_request_units = var.max_write_units
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
