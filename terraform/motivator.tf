# The motivator: a function behind the same distribution, and its table of feedback. None of it is created
# unless var.motivator is set.
module "feedback_table" {
  source = "./modules/feedback-table"
  count  = var.motivator == null ? 0 : 1

  name                        = "${local.name}-feedback"
  deletion_protection_enabled = local.feedback_protected
}

locals {
  feedback_protected = coalesce(try(var.motivator.deletion_protection_enabled, null), var.environment == "prod")

  # What handlers/motivator.ts reads.
  motivator_environment_variables = [for motivator in var.motivator[*] : merge(
    {
      COGNITO_USER_POOL_ID = local.cognito_user_pool_id
      COGNITO_CLIENT_ID    = local.cognito_client_id
    },
    { for name, value in {
      COGNITO_ISSUER            = var.cognito_issuer
      BEDROCK_MODEL_ID          = local.bedrock_model_ids.motivator.first
      BEDROCK_FALLBACK_MODEL_ID = local.bedrock_model_ids.motivator.fallback
      MAX_OUTPUT_TOKENS         = motivator.max_output_tokens
      FEEDBACK_TABLE            = module.feedback_table[0].name
      FEEDBACK_DAYS             = motivator.feedback_days
      HELP_LINE_REGIONS         = try(join(",", motivator.help_line_regions), null)
      HELP_LINES = length(motivator.help_lines) == 0 ? null : jsonencode([
        for line in motivator.help_lines : { for field, text in line : field => text if text != null }
      ])
      POWERTOOLS_LOG_LEVEL = var.log_level
    } : name => tostring(value) if value != null },
    local.limits_environment_variables,
  )]

  motivator_permissions = [for motivator in var.motivator[*] : merge(
    {
      Feedback = {
        actions   = ["dynamodb:PutItem"]
        resources = [module.feedback_table[0].arn]
      }
    },
    { for id, permission in local.limits_permissions : id => permission if var.limits != null },
    local.bedrock_permissions.motivator,
  )]
}

module "motivator" {
  source = "./modules/streaming-function"
  count  = var.motivator == null ? 0 : 1

  name                  = "${var.project}-motivator-${var.environment}"
  package_path          = "${path.module}/../dist/lambda/motivator.zip"
  handler               = "index.${local.functions["motivator"].functionUrl}"
  environment_variables = local.motivator_environment_variables[0]
  permissions           = local.motivator_permissions[0]

  permissions_boundary_arn = var.permissions_boundary_arn

  memory_mb               = var.memory_mb
  timeout_seconds         = var.timeout_seconds
  reserved_concurrency    = var.motivator.reserved_concurrency
  provisioned_concurrency = var.motivator.provisioned_concurrency
  pinned_version          = var.motivator.pinned_version
  tracing_enabled         = var.tracing_enabled
  log_format              = var.log_format
  log_retention_days      = var.log_retention_days
}
