# The public chat: a function that needs no sign-in, behind an HTTP API, limited by address. None of it
# is created unless var.public_chat is set.
locals {
  public_chat_defaults = var.environment == "prod" ? {
    requests_per_minute  = 15
    throttle             = { rate_limit = 2, burst_limit = 10 }
    reserved_concurrency = 20
    } : {
    requests_per_minute  = 10
    throttle             = { rate_limit = 1, burst_limit = 5 }
    reserved_concurrency = 5
  }

  # What handlers/public-chat.ts reads.
  public_chat_environment_variables = [for chat in var.public_chat[*] : {
    for name, value in {
      LIMITS_TABLE              = module.limits_table[0].name
      REQUESTS_PER_MINUTE       = coalesce(chat.requests_per_minute, local.public_chat_defaults.requests_per_minute)
      REQUESTS_PER_DAY          = chat.requests_per_day
      ADDRESS_SALT_PARAMETER    = module.public_chat_salt[0].name
      BEDROCK_MODEL_ID          = local.bedrock_model_ids.public_chat.first
      BEDROCK_FALLBACK_MODEL_ID = local.bedrock_model_ids.public_chat.fallback
      REASONING_EFFORT          = chat.reasoning_effort
      MAX_OUTPUT_TOKENS         = chat.max_output_tokens
      SYSTEM_PROMPT             = chat.system_prompt
      POWERTOOLS_LOG_LEVEL      = var.log_level
    } : name => tostring(value) if value != null
  }]

  public_chat_permissions = [for chat in var.public_chat[*] : merge(local.limits_permissions, local.bedrock_permissions.public_chat)]
}

# Addresses are stored only as hashes with this salt.
module "public_chat_salt" {
  source = "./modules/parameters"
  count  = var.public_chat == null ? 0 : 1

  name          = "/${var.project}/${var.environment}/address-salt"
  value         = var.public_chat_salt
  value_version = var.public_chat_salt_version
  existing_name = var.public_chat.salt_parameter
  kms_key_arn   = var.kms_key_arn
}

module "public_chat" {
  source = "./modules/streaming-function"
  count  = var.public_chat == null ? 0 : 1

  name         = "${var.project}-public-${var.environment}"
  package_path = "${path.module}/../dist/lambda/public-chat.zip"

  # The export that answers at once, in JSON: an HTTP API does not stream.
  handler               = "index.handler"
  environment_variables = local.public_chat_environment_variables[0]
  permissions           = local.public_chat_permissions[0]
  parameter_arns        = module.public_chat_salt[*].arn
  kms_key_arn           = var.kms_key_arn

  permissions_boundary_arn = var.permissions_boundary_arn

  memory_mb = var.memory_mb

  # Below the 30 s of the API, so that the function's own answer comes first.
  timeout_seconds         = 29
  reserved_concurrency    = coalesce(var.public_chat.reserved_concurrency, local.public_chat_defaults.reserved_concurrency)
  provisioned_concurrency = var.public_chat.provisioned_concurrency
  pinned_version          = var.public_chat.pinned_version
  tracing_enabled         = var.tracing_enabled
  log_format              = var.log_format
  log_retention_days      = var.log_retention_days
}

module "public_chat_api" {
  source = "./modules/http-api"
  count  = var.public_chat == null ? 0 : 1

  name = "${local.name}-public"

  function = {
    name      = module.public_chat[0].function_name
    alias     = module.public_chat[0].alias
    alias_arn = module.public_chat[0].alias_arn
  }

  throttle                  = coalesce(var.public_chat.throttle, local.public_chat_defaults.throttle)
  timeout_seconds           = 30
  allowed_origins           = var.allowed_origins
  domain                    = var.public_chat.domain
  access_log_retention_days = var.access_logs_enabled ? var.log_retention_days : null
  detailed_metrics_enabled  = var.additional_metrics_enabled
}
