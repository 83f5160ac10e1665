locals {
  has_login_page = var.domain_prefix != null
  has_callbacks  = length(var.callback_urls) > 0
}

# A public client: a page cannot keep a secret. Its codes are worth nothing without the verifier of
# PKCE, if the page sends a challenge; Cognito does not insist on one.
# https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html
resource "aws_cognito_user_pool_client" "this" {
  name         = var.name
  user_pool_id = aws_cognito_user_pool.this.id

  generate_secret = false

  # A password is proved (SRP) and not sent, unless it is for a script.
  explicit_auth_flows = concat(
    ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    var.password_auth_enabled ? ["ALLOW_USER_PASSWORD_AUTH"] : [],
  )

  supported_identity_providers         = ["COGNITO"]
  allowed_oauth_flows_user_pool_client = local.has_callbacks
  allowed_oauth_flows                  = local.has_callbacks ? ["code"] : []
  allowed_oauth_scopes                 = local.has_callbacks ? ["email", "openid", "profile"] : []
  callback_urls                        = var.callback_urls
  logout_urls                          = var.logout_urls

  read_attributes  = ["email", "email_verified", "family_name", "given_name", "preferred_username"]
  write_attributes = ["email", "family_name", "given_name", "preferred_username"]

  id_token_validity      = var.token_validity_minutes
  access_token_validity  = var.token_validity_minutes
  refresh_token_validity = var.refresh_token_validity_days

  token_validity_units {
    id_token      = "minutes"
    access_token  = "minutes"
    refresh_token = "days"
  }

  # The same answer for a wrong password and for an address that has no account.
  prevent_user_existence_errors = "ENABLED"

  # A refresh token that is revoked takes its access tokens with it, where Cognito itself checks them.
  enable_token_revocation = true
}

# Cognito's own pages for signing in, signing up and resetting a password.
resource "aws_cognito_user_pool_domain" "this" {
  count = local.has_login_page ? 1 : 0

  domain       = var.domain_prefix
  user_pool_id = aws_cognito_user_pool.this.id
}
