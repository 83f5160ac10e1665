# The tutor behind API Gateway instead of CloudFront: requests need no hash of their body, and
# `authorization` arrives as it is. `npm run build` writes the package. The model's key must be in
# Parameter Store already.
locals {
  tutor = one([for each in jsondecode(file("${path.module}/../../../handlers/functions.json")) : each if each.name == "chatbot-query"])
}

module "gemini_api_key" {
  source = "../../modules/parameters"

  name          = "/tutor/gemini-api-key"
  existing_name = var.gemini_api_key_parameter
}

module "function" {
  source = "../../modules/streaming-function"

  name           = "tutor"
  package_path   = var.package_path
  handler        = "index.${local.tutor.functionUrl}"
  parameter_arns = [module.gemini_api_key.arn]

  environment_variables = {
    COGNITO_USER_POOL_ID     = var.cognito_user_pool_id
    COGNITO_CLIENT_ID        = var.cognito_client_id
    GEMINI_API_KEY_PARAMETER = module.gemini_api_key.name
    GEMINI_MODEL             = "gemini-3.8-flash"
    ALLOWED_ORIGINS          = join(",", var.allowed_origins)
  }
}

module "waf" {
  source = "../../modules/waf"

  name  = "tutor"
  scope = "REGIONAL"
}

module "api" {
  source = "../../modules/rest-api"

  name            = "tutor"
  allowed_origins = var.allowed_origins
  throttle        = { rate_limit = 50, burst_limit = 100 }
  web_acl         = { arn = module.waf.arn }

  functions = {
    tutor = {
      name      = module.function.function_name
      alias     = module.function.alias
      alias_arn = module.function.alias_arn
      # Its route * would accept every other path as well.
      routes = [for route in local.tutor.routes : route if route.path != "*"]
    }
  }
}
