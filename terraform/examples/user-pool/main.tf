# A user pool with Cognito's login page, and a function behind CloudFront that accepts its tokens.
# `npm run build` writes the package; any handler with `cognitoAuth` will do.
module "users" {
  source = "../../modules/user-pool"

  name          = "notes"
  domain_prefix = var.domain_prefix
  callback_urls = ["${var.page}/signed-in"]
  logout_urls   = [var.page]
  mfa           = "OPTIONAL"
}

module "function" {
  source = "../../modules/streaming-function"

  name         = "notes"
  package_path = var.package_path

  environment_variables = {
    COGNITO_USER_POOL_ID = module.users.id
    COGNITO_CLIENT_ID    = module.users.client_id
  }
}

module "distribution" {
  source = "../../modules/oac-distribution"

  name            = "notes"
  allowed_origins = [var.page]

  function = {
    name  = module.function.function_name
    alias = module.function.alias
    url   = module.function.url
  }
}
