# The public chat alone: an HTTP API in front of a function that needs no sign-in, and the table that
# counts the requests of each address. `npm run build` writes the package. The salt of the addresses
# must be in Parameter Store already, and the model enabled in the account.
data "aws_partition" "current" {}

data "aws_region" "current" {}

module "salt" {
  source = "../../modules/parameters"

  name          = "/public-chat/address-salt"
  existing_name = var.salt_parameter
}

module "limits" {
  source = "../../modules/limits-table"

  name            = "public-chat-limits"
  max_write_units = 50
}

module "function" {
  source = "../../modules/streaming-function"

  name                 = "public-chat"
  package_path         = var.package_path
  handler              = "index.handler"
  timeout_seconds      = 29
  reserved_concurrency = 5
  parameter_arns       = [module.salt.arn]

  environment_variables = {
    LIMITS_TABLE           = module.limits.name
    REQUESTS_PER_MINUTE    = "10"
    ADDRESS_SALT_PARAMETER = module.salt.name
    BEDROCK_MODEL_ID       = "openai.gpt-oss-120b-1:0"
  }

  permissions = {
    Limits = {
      actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      resources = [module.limits.arn]
    }
    Model = {
      actions   = ["bedrock:InvokeModelWithResponseStream"]
      resources = ["arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/openai.gpt-oss-120b-1:0"]
    }
  }
}

module "api" {
  source = "../../modules/http-api"

  name            = "public-chat"
  allowed_origins = var.allowed_origins
  throttle        = { rate_limit = 1, burst_limit = 5 }

  function = {
    name      = module.function.function_name
    alias     = module.function.alias
    alias_arn = module.function.alias_arn
  }
}
