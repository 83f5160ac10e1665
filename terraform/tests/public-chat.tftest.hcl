mock_provider "aws" {
  override_during = plan

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_ssm_parameter" {
    defaults = { arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/chatbot/dev/mocked" }
  }

  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-limits" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/chatbot" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-chatbot" }
  }

  mock_resource "aws_cloudwatch_log_delivery_destination" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:delivery-destination:chatbot" }
  }

  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:chatbot-public-dev:live" }
  }

  mock_resource "aws_lambda_function_url" {
    defaults = { function_url = "https://abc123.lambda-url.eu-west-1.on.aws/" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      arn         = "arn:aws:cloudfront::123456789012:distribution/E1"
      domain_name = "d1.cloudfront.net"
    }
  }

  mock_resource "aws_cloudfront_function" {
    defaults = { arn = "arn:aws:cloudfront::123456789012:function/chatbot" }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/chatbot-prod/1" }
  }

  mock_resource "aws_apigatewayv2_api" {
    defaults = {
      api_endpoint  = "https://abc123.execute-api.eu-west-1.amazonaws.com"
      execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:abc123"
    }
  }
}

variables {
  environment          = "dev"
  cognito_user_pool_id = "eu-west-1_AbCdEf123"
  cognito_client_id    = "1example23456789"
  gemini_api_key       = "open sesame"
  public_chat_salt     = "0123456789abcdef0123456789abcdef"
  public_chat          = {}
}

run "without" {
  command = plan

  variables {
    public_chat      = null
    public_chat_salt = null
  }

  assert {
    condition     = length(module.public_chat) + length(module.public_chat_api) + length(module.public_chat_salt) + length(module.limits_table) == 0
    error_message = "There must be no function, no API and no table by default."
  }

  assert {
    condition     = output.public_chat_endpoint == null && output.public_chat_function_name == null && output.public_chat_function_version == null
    error_message = "Outputs must be null for what does not exist."
  }
}

run "in_dev" {
  command = plan

  assert {
    condition     = output.public_chat_endpoint == "https://abc123.execute-api.eu-west-1.amazonaws.com/chat" && output.public_chat_function_name == "chatbot-public-dev" && output.limits_table_name == "chatbot-dev-limits"
    error_message = "The public chat must have a function, an API and a table of its own."
  }

  assert {
    condition = local.public_chat_environment_variables == [{
      LIMITS_TABLE           = "chatbot-dev-limits"
      REQUESTS_PER_MINUTE    = "10"
      ADDRESS_SALT_PARAMETER = "/chatbot/dev/address-salt"
      BEDROCK_MODEL_ID       = "openai.gpt-oss-120b-1:0"
      REASONING_EFFORT       = "low"
      MAX_OUTPUT_TOKENS      = "1000"
      POWERTOOLS_LOG_LEVEL   = "INFO"
    }]
    error_message = "The function must have exactly the variables that it needs."
  }

  assert {
    condition = jsonencode(local.public_chat_permissions) == jsonencode([{
      Limits = {
        actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
        resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-limits"]
      }
      Models = {
        actions   = ["bedrock:InvokeModelWithResponseStream"]
        resources = ["arn:aws:bedrock:eu-west-1::foundation-model/openai.gpt-oss-120b-1:0"]
      }
    }])
    error_message = "The function may count, and invoke its model, and nothing else."
  }

  assert {
    condition     = jsonencode(local.public_chat_defaults) == jsonencode({ requests_per_minute = 10, reserved_concurrency = 5, throttle = { burst_limit = 5, rate_limit = 1 } })
    error_message = "In dev the figures must be 10 a minute, 1 a second and a burst of 5."
  }

  # Signed-in users have no limits of their own unless `limits` is set.
  assert {
    condition     = length(local.limits_environment_variables) == 0 && !contains(keys(local.environment_variables), "LIMITS_TABLE")
    error_message = "The table of the public chat must not limit the tutor."
  }
}

run "in_prod" {
  command = plan

  variables {
    environment = "prod"
  }

  assert {
    condition     = jsonencode(local.public_chat_defaults) == jsonencode({ requests_per_minute = 15, reserved_concurrency = 20, throttle = { burst_limit = 10, rate_limit = 2 } })
    error_message = "In prod the figures must be 15 a minute, 2 a second and a burst of 10."
  }

  assert {
    condition     = local.public_chat_environment_variables[0].REQUESTS_PER_MINUTE == "15"
    error_message = "The function must have the figure of prod."
  }
}

run "with_everything" {
  command = plan

  variables {
    public_chat_salt = null
    public_chat = {
      model = {
        arn                = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"
        profile_model_arns = ["arn:aws:bedrock:eu-central-1::foundation-model/vendor.model-v1:0"]
      }
      fallback_model      = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.other-v1:0" }
      reasoning_effort    = "medium"
      max_output_tokens   = 500
      system_prompt       = "Answer as a shop assistant."
      requests_per_minute = 3
      requests_per_day    = 40
      throttle            = { rate_limit = 5, burst_limit = 20 }
      salt_parameter      = "/elsewhere/salt"
    }
    limits = { requests_per_minute = 20 }
  }

  # An answer names its model, and an ARN would tell the account's number to everybody.
  assert {
    condition = local.public_chat_environment_variables == [{
      LIMITS_TABLE              = "chatbot-dev-limits"
      REQUESTS_PER_MINUTE       = "3"
      REQUESTS_PER_DAY          = "40"
      ADDRESS_SALT_PARAMETER    = "/elsewhere/salt"
      BEDROCK_MODEL_ID          = "eu.vendor.model-v1:0"
      BEDROCK_FALLBACK_MODEL_ID = "vendor.other-v1:0"
      REASONING_EFFORT          = "medium"
      MAX_OUTPUT_TOKENS         = "500"
      SYSTEM_PROMPT             = "Answer as a shop assistant."
      POWERTOOLS_LOG_LEVEL      = "INFO"
    }]
    error_message = "The function must have the given values, and models by their ids."
  }

  assert {
    condition     = keys(local.public_chat_permissions[0]) == ["FirstModelsOfProfile", "Limits", "Models"] && length(local.public_chat_permissions[0].Models.resources) == 2 && local.public_chat_permissions[0].FirstModelsOfProfile.condition.values == ["arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"]
    error_message = "Both models may be invoked, and those of a profile only through it."
  }

  assert {
    condition     = length(module.limits_table) == 1 && local.limits_environment_variables.LIMITS_TABLE == local.public_chat_environment_variables[0].LIMITS_TABLE
    error_message = "All limits must share one table."
  }
}

run "without_a_salt" {
  command = plan

  variables {
    public_chat_salt = null
  }

  expect_failures = [var.public_chat_salt]
}

run "a_short_salt" {
  command = plan

  variables {
    public_chat_salt = "pepper"
  }

  expect_failures = [var.public_chat_salt]
}

run "two_salts" {
  command = plan

  variables {
    public_chat = { salt_parameter = "/elsewhere/salt" }
  }

  expect_failures = [var.public_chat_salt]
}

run "every_model" {
  command = plan

  variables {
    public_chat = { fallback_model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/*" } }
  }

  expect_failures = [var.public_chat]
}

run "profile_without_its_models" {
  command = plan

  variables {
    public_chat = { model = { arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0" } }
  }

  expect_failures = [var.public_chat]
}

run "an_effort_of_its_own" {
  command = plan

  variables {
    public_chat = { reasoning_effort = "max" }
  }

  expect_failures = [var.public_chat]
}

run "no_requests" {
  command = plan

  variables {
    public_chat = { requests_per_minute = 0 }
  }

  expect_failures = [var.public_chat]
}
