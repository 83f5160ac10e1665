# Stored chats: a separate function behind the same distribution, and its two tables.
# None of it is created unless var.chat is set.
module "chat_tables" {
  source = "./modules/chat-tables"
  count  = var.chat == null ? 0 : 1

  name                        = local.name
  suffix                      = var.chat.table_suffix
  deletion_protection_enabled = local.chat_tables_protected
}

# The parameter must exist already; the module only builds its ARN, for the function's role.
module "jwt_secret" {
  source = "./modules/parameters"
  count  = local.jwt == null ? 0 : 1

  name          = "/${var.project}/${var.environment}/jwt-secret"
  existing_name = local.jwt.secret_parameter
}

locals {
  chat_tables_protected = coalesce(try(var.chat.deletion_protection_enabled, null), var.environment == "prod")

  jwt = try(var.chat.jwt, null)

  # What handlers/chat.ts reads. The pool's keys or a secret verify tokens; a model or an agent answers.
  chat_environment_variables = [for chat in var.chat[*] : merge(
    {
      DYNAMODB_TABLE          = module.chat_tables[0].chats.name
      DYNAMODB_MESSAGES_TABLE = module.chat_tables[0].messages.name
      POWERTOOLS_LOG_LEVEL    = var.log_level
    },
    chat.jwt == null ? {
      COGNITO_USER_POOL_ID = local.cognito_user_pool_id
      COGNITO_CLIENT_ID    = local.cognito_client_id
      } : {
      JWT_SECRET_KEY_PARAMETER = module.jwt_secret[0].name
      JWT_ALGORITHM            = chat.jwt.algorithm
    },
    chat.jwt != null || var.cognito_issuer == null ? {} : { COGNITO_ISSUER = var.cognito_issuer },
    try(chat.jwt.issuer, null) == null ? {} : { JWT_ISSUER = chat.jwt.issuer },
    try(chat.jwt.audience, null) == null ? {} : { JWT_AUDIENCE = chat.jwt.audience },

    chat.model == null ? {} : { BEDROCK_MODEL_ID = chat.model.arn },

    # arn:…:agent-alias/AGENT/ALIAS
    chat.agent_alias_arn == null ? {} : {
      AGENT_ID       = split("/", chat.agent_alias_arn)[1]
      AGENT_ALIAS_ID = split("/", chat.agent_alias_arn)[2]
    },
    var.chat_ttl_days == null ? {} : { CHAT_TTL_DAYS = tostring(var.chat_ttl_days) },
    local.limits_environment_variables,
  )]

  chat_permissions = [for chat in var.chat[*] : merge(
    {
      Tables = {
        actions = [
          "dynamodb:BatchWriteItem",
          "dynamodb:DeleteItem",
          "dynamodb:GetItem",
          "dynamodb:Query",
          "dynamodb:UpdateItem",
        ]
        resources = [module.chat_tables[0].chats.arn, module.chat_tables[0].messages.arn]
      }
      Index = {
        actions   = ["dynamodb:Query"]
        resources = [module.chat_tables[0].chats.index_arn]
      }
    },
    { for id, permission in local.limits_permissions : id => permission if var.limits != null },
    chat.model == null ? {} : {
      Model = {
        actions   = ["bedrock:InvokeModelWithResponseStream"]
        resources = [chat.model.arn]
      }
    },

    # An inference profile also needs access to its models, which may be called only through it:
    # https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
    try(length(chat.model.profile_model_arns), 0) == 0 ? {} : {
      ModelsOfProfile = {
        actions   = ["bedrock:InvokeModelWithResponseStream"]
        resources = chat.model.profile_model_arns
        condition = { variable = "bedrock:InferenceProfileArn", values = [chat.model.arn] }
      }
    },
    chat.agent_alias_arn == null ? {} : {
      Agent = {
        actions   = ["bedrock:InvokeAgent"]
        resources = [chat.agent_alias_arn]
      }
    },
  )]
}

module "chat" {
  source = "./modules/streaming-function"
  count  = var.chat == null ? 0 : 1

  name                  = "${var.project}-chat-${var.environment}"
  package_path          = "${path.module}/../dist/lambda/chat.zip"
  handler               = "index.${local.functions["chat"].functionUrl}"
  environment_variables = local.chat_environment_variables[0]
  permissions           = local.chat_permissions[0]
  parameter_arns        = module.jwt_secret[*].arn
  kms_key_arn           = local.jwt == null ? null : local.jwt.kms_key_arn

  permissions_boundary_arn = var.permissions_boundary_arn

  memory_mb               = var.memory_mb
  timeout_seconds         = var.timeout_seconds
  reserved_concurrency    = var.chat.reserved_concurrency
  provisioned_concurrency = var.chat.provisioned_concurrency
  pinned_version          = var.chat.pinned_version
  tracing_enabled         = var.tracing_enabled
  log_format              = var.log_format
  log_retention_days      = var.log_retention_days
}
