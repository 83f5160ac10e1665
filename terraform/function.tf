locals {
  name = "${var.project}-${var.environment}"

  # For each function: its build output, the export that its URL invokes, and its paths and methods.
  functions = { for each in jsondecode(file("${path.module}/../handlers/functions.json")) : each.name => each }

  # What handlers/chatbot-query.ts reads. No other file names these variables. The key itself is not
  # included: the function reads it from SSM.
  environment_variables = merge(
    {
      COGNITO_USER_POOL_ID     = local.cognito_user_pool_id
      COGNITO_CLIENT_ID        = local.cognito_client_id
      GEMINI_API_KEY_PARAMETER = module.gemini_api_key.name
      GEMINI_MODEL             = var.gemini_model
      GEMINI_THINKING          = var.gemini_thinking
      POWERTOOLS_LOG_LEVEL     = var.log_level
    },
    var.cognito_issuer == null ? {} : { COGNITO_ISSUER = var.cognito_issuer },
    var.gemini_fallback_model == null ? {} : { GEMINI_FALLBACK_MODEL = var.gemini_fallback_model },
    local.limits_environment_variables,
  )
}

module "function" {
  source = "./modules/streaming-function"

  name                  = "${var.project}-query-${var.environment}"
  package_path          = "${path.module}/../dist/lambda/chatbot-query.zip"
  handler               = "index.${local.functions["chatbot-query"].functionUrl}"
  environment_variables = local.environment_variables
  permissions           = { for id, permission in local.limits_permissions : id => permission if var.limits != null }
  parameter_arns        = [module.gemini_api_key.arn]
  kms_key_arn           = var.kms_key_arn

  permissions_boundary_arn = var.permissions_boundary_arn

  memory_mb               = var.memory_mb
  timeout_seconds         = var.timeout_seconds
  reserved_concurrency    = var.reserved_concurrency
  provisioned_concurrency = var.provisioned_concurrency
  pinned_version          = var.pinned_version
  tracing_enabled         = var.tracing_enabled
  log_format              = var.log_format
  log_retention_days      = var.log_retention_days
}
