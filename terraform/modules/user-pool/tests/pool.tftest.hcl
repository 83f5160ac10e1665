mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_resource "aws_cognito_user_pool" {
    defaults = {
      id       = "eu-west-1_AbCdEf123"
      arn      = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123"
      endpoint = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"
    }
  }
}

variables {
  name = "notes"
}

run "defaults" {
  assert {
    condition = (
      aws_cognito_user_pool.this.name == "notes" && aws_cognito_user_pool.this.username_attributes == toset(["email"]) &&
      !one(aws_cognito_user_pool.this.username_configuration).case_sensitive
    )
    error_message = "Users must sign in with their e-mail address, in any case."
  }

  assert {
    condition = (
      aws_cognito_user_pool.this.auto_verified_attributes == toset(["email"]) &&
      one(aws_cognito_user_pool.this.user_attribute_update_settings).attributes_require_verification_before_update == toset(["email"]) &&
      one(aws_cognito_user_pool.this.verification_message_template).default_email_option == "CONFIRM_WITH_CODE"
    )
    error_message = "An address must be verified, and so must a new one before it replaces the old one."
  }

  # An attribute that is not listed is optional.
  assert {
    condition     = [for attribute in aws_cognito_user_pool.this.schema : "${attribute.name} ${attribute.required} ${attribute.mutable}"] == ["email true true"]
    error_message = "Only the e-mail address may be required, and it must be possible to change it."
  }

  assert {
    condition = jsonencode(one(aws_cognito_user_pool.this.password_policy)) == jsonencode({
      minimum_length                   = 8
      password_history_size            = null
      require_lowercase                = true
      require_numbers                  = true
      require_symbols                  = false
      require_uppercase                = true
      temporary_password_validity_days = 7
    })
    error_message = "Passwords must have eight characters, both cases and a digit."
  }

  assert {
    condition     = [for mechanism in one(aws_cognito_user_pool.this.account_recovery_setting).recovery_mechanism : mechanism.name] == ["verified_email"]
    error_message = "An account may be recovered only by its verified address."
  }

  assert {
    condition     = aws_cognito_user_pool.this.mfa_configuration == "OFF" && length(aws_cognito_user_pool.this.software_token_mfa_configuration) == 0
    error_message = "There must be no second factor by default."
  }

  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "ACTIVE" && aws_cognito_user_pool.this.user_pool_tier == "LITE"
    error_message = "The pool must be protected, and have the cheapest plan."
  }

  assert {
    condition     = !one(aws_cognito_user_pool.this.admin_create_user_config).allow_admin_create_user_only
    error_message = "People must be able to sign up."
  }

  assert {
    condition = (
      !aws_cognito_user_pool_client.this.generate_secret && aws_cognito_user_pool_client.this.prevent_user_existence_errors == "ENABLED" &&
      aws_cognito_user_pool_client.this.enable_token_revocation
    )
    error_message = "The client must be public, and must not tell which addresses have an account; its tokens must be revocable."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.explicit_auth_flows == toset(["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"])
    error_message = "The client must not send passwords as they are."
  }

  assert {
    condition = (
      aws_cognito_user_pool_client.this.id_token_validity == 60 && aws_cognito_user_pool_client.this.access_token_validity == 60 && aws_cognito_user_pool_client.this.refresh_token_validity == 30 &&
      jsonencode(one(aws_cognito_user_pool_client.this.token_validity_units)) == jsonencode({ access_token = "minutes", id_token = "minutes", refresh_token = "days" })
    )
    error_message = "ID and access tokens must be valid for an hour, and refresh tokens for 30 days."
  }

  assert {
    condition = (
      contains(aws_cognito_user_pool_client.this.write_attributes, "email") && !contains(aws_cognito_user_pool_client.this.write_attributes, "email_verified") &&
      toset(setsubtract(aws_cognito_user_pool_client.this.read_attributes, aws_cognito_user_pool_client.this.write_attributes)) == toset(["email_verified"])
    )
    error_message = "Users must be able to write their names and address, and nothing that vouches for them."
  }

  assert {
    condition     = !aws_cognito_user_pool_client.this.allowed_oauth_flows_user_pool_client && length(aws_cognito_user_pool_client.this.allowed_oauth_flows) == 0 && length(aws_cognito_user_pool_domain.this) == 0
    error_message = "Without callback URLs there must be neither OAuth nor a login page."
  }

  assert {
    condition     = output.id == "eu-west-1_AbCdEf123" && output.client_id == aws_cognito_user_pool_client.this.id && output.provider_url == "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123" && output.login_url == null
    error_message = "The outputs must have what the functions need."
  }
}

run "login_page" {
  variables {
    domain_prefix = "notes-prod"
    callback_urls = ["https://www.example.com/signed-in", "http://localhost:3000/signed-in"]
    logout_urls   = ["https://www.example.com"]
  }

  assert {
    condition = (
      aws_cognito_user_pool_client.this.allowed_oauth_flows_user_pool_client && aws_cognito_user_pool_client.this.allowed_oauth_flows == toset(["code"]) &&
      aws_cognito_user_pool_client.this.allowed_oauth_scopes == toset(["email", "openid", "profile"]) && aws_cognito_user_pool_client.this.supported_identity_providers == toset(["COGNITO"])
    )
    error_message = "The client must use the authorization code grant, and no other."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.callback_urls == toset(["https://www.example.com/signed-in", "http://localhost:3000/signed-in"]) && aws_cognito_user_pool_client.this.logout_urls == toset(["https://www.example.com"])
    error_message = "Cognito must return only to the given pages."
  }

  assert {
    condition     = output.login_url == "https://notes-prod.auth.eu-west-1.amazoncognito.com" && aws_cognito_user_pool_domain.this[0].user_pool_id == output.id
    error_message = "The output must have the address of the login page."
  }

  assert {
    condition     = output.id == run.defaults.id && output.client_id == run.defaults.client_id
    error_message = "A login page must not replace the pool or the client."
  }
}

run "options" {
  variables {
    password                    = { minimum_length = 12, symbols_required = true }
    mfa                         = "ON"
    sign_up_enabled             = false
    password_auth_enabled       = true
    token_validity_minutes      = 15
    refresh_token_validity_days = 7
    tier                        = "PLUS"
    deletion_protection_enabled = false
    tags                        = { Team = "a" }
  }

  assert {
    condition     = one(aws_cognito_user_pool.this.password_policy).minimum_length == 12 && one(aws_cognito_user_pool.this.password_policy).require_symbols
    error_message = "The policy of passwords must be the given one."
  }

  assert {
    condition     = aws_cognito_user_pool.this.mfa_configuration == "ON" && one(aws_cognito_user_pool.this.software_token_mfa_configuration).enabled
    error_message = "The second factor must be an authenticator app."
  }

  assert {
    condition     = one(aws_cognito_user_pool.this.admin_create_user_config).allow_admin_create_user_only && contains(aws_cognito_user_pool_client.this.explicit_auth_flows, "ALLOW_USER_PASSWORD_AUTH")
    error_message = "Signing up must be possible to turn off, and passwords of scripts to turn on."
  }

  assert {
    condition     = aws_cognito_user_pool_client.this.id_token_validity == 15 && aws_cognito_user_pool_client.this.access_token_validity == 15 && aws_cognito_user_pool_client.this.refresh_token_validity == 7
    error_message = "Tokens must be valid as long as given."
  }

  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "INACTIVE" && aws_cognito_user_pool.this.user_pool_tier == "PLUS" && aws_cognito_user_pool.this.tags == tomap({ Team = "a" })
    error_message = "The pool must have the given protection, plan and tags."
  }

  assert {
    condition     = output.id == run.defaults.id
    error_message = "Options must not replace the pool, which would delete all accounts."
  }
}

run "optional_second_factor" {
  variables {
    mfa = "OPTIONAL"
  }

  assert {
    condition     = aws_cognito_user_pool.this.mfa_configuration == "OPTIONAL" && one(aws_cognito_user_pool.this.software_token_mfa_configuration).enabled
    error_message = "Users must be able to add an authenticator app."
  }
}
