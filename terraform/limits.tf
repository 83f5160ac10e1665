# One table for the limits of all functions. It exists if var.limits or var.public_chat is set.
module "limits_table" {
  source = "./modules/limits-table"
  count  = var.limits == null && var.public_chat == null ? 0 : 1

  name                        = "${local.name}-limits"
  max_write_units             = var.limits_table.max_write_units
  max_read_units              = var.limits_table.max_read_units
  deletion_protection_enabled = var.limits_table.deletion_protection_enabled
}

# What the tutor, the stored chats and the motivator read of it: nothing without var.limits. Each is for one user.
locals {
  limits_environment_variables = merge([for limits in var.limits[*] : {
    for name, value in {
      LIMITS_TABLE        = module.limits_table[0].name
      REQUESTS_PER_MINUTE = limits.requests_per_minute
      REQUESTS_PER_DAY    = limits.requests_per_day
      CONCURRENT_ANSWERS  = limits.concurrent_answers
      TOKENS_PER_DAY      = limits.tokens_per_day
      TOKENS_PER_MONTH    = limits.tokens_per_month
      BUDGET_TIME_ZONE    = limits.time_zone
    } : name => tostring(value) if value != null
  }]...)

  # Items by their keys, and nothing that reads the whole table.
  limits_permissions = { for arn in module.limits_table[*].arn : "Limits" => {
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [arn]
  } }
}
