# Users sign in with their e-mail address, which they have to verify.
resource "aws_cognito_user_pool" "this" {
  name           = var.name
  user_pool_tier = var.tier

  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  # AWS recommends it; it cannot be changed later.
  # https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html
  username_configuration {
    case_sensitive = false
  }

  # given_name, family_name and preferred_username are in every pool, and optional. The lengths are
  # Cognito's own: without them the provider would replace the pool.
  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
    mutable             = true

    string_attribute_constraints {
      min_length = "0"
      max_length = "2048"
    }
  }

  # The old address stays in use until the new one is verified.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
  }

  admin_create_user_config {
    allow_admin_create_user_only = !var.sign_up_enabled
  }

  password_policy {
    minimum_length                   = var.password.minimum_length
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = var.password.symbols_required
    temporary_password_validity_days = 7
  }

  mfa_configuration = var.mfa

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa == "OFF" ? [] : [true]

    content {
      enabled = true
    }
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  deletion_protection = var.deletion_protection_enabled ? "ACTIVE" : "INACTIVE"

  tags = var.tags
}
