data "terraform_remote_state" "cognito" {
  count = var.cognito_state == null ? 0 : 1

  backend = "s3"
  config  = { for name, value in var.cognito_state : name => value if value != null }

  lifecycle {
    postcondition {
      condition     = can(regex("^(https://)?cognito-idp\\.[a-z0-9-]+\\.amazonaws\\.com/[a-z]{2,4}(-[a-z]+)+-\\d_[0-9A-Za-z]+/?$", self.outputs.cognito_user_pool_provider_url))
      error_message = "The state's output cognito_user_pool_provider_url must be that of a user pool, such as cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123."
    }

    postcondition {
      condition     = can(regex("^\\w{1,128}$", self.outputs.cognito_user_pool_client_id))
      error_message = "The state's output cognito_user_pool_client_id must be an app client's id."
    }
  }
}

# A pool of the stack's own, for those who have none.
module "user_pool" {
  source = "./modules/user-pool"
  count  = var.user_pool == null ? 0 : 1

  name                        = local.name
  callback_urls               = var.user_pool.callback_urls
  logout_urls                 = var.user_pool.logout_urls
  domain_prefix               = var.user_pool.domain_prefix
  password                    = var.user_pool.password
  mfa                         = var.user_pool.mfa
  sign_up_enabled             = var.user_pool.sign_up_enabled
  password_auth_enabled       = var.user_pool.password_auth_enabled
  token_validity_minutes      = var.user_pool.token_validity_minutes
  refresh_token_validity_days = var.user_pool.refresh_token_validity_days
  tier                        = var.user_pool.tier
  deletion_protection_enabled = var.user_pool.deletion_protection_enabled
}

locals {
  cognito_outputs = one(data.terraform_remote_state.cognito[*].outputs)

  # The last segment of the issuer's path is the pool's id:
  # https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
  cognito_user_pool_id = (
    var.user_pool != null
    ? one(module.user_pool[*].id)
    : local.cognito_outputs == null
    ? var.cognito_user_pool_id
    : basename(trimsuffix(local.cognito_outputs.cognito_user_pool_provider_url, "/"))
  )

  cognito_client_id = (
    var.user_pool != null
    ? one(module.user_pool[*].client_id)
    : local.cognito_outputs == null
    ? var.cognito_client_id
    : local.cognito_outputs.cognito_user_pool_client_id
  )
}
