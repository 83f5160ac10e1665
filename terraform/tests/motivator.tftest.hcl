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
    defaults = { arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/chatbot/dev/gemini-api-key" }
  }

  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/mocked" }
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
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/chatbot-dev/1" }
  }
}

override_resource {
  target          = module.feedback_table[0].aws_dynamodb_table.this
  override_during = plan
  values          = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-feedback" }
}

override_resource {
  target          = module.limits_table[0].aws_dynamodb_table.this
  override_during = plan
  values          = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-limits" }
}

variables {
  environment          = "dev"
  cognito_user_pool_id = "eu-west-1_AbCdEf123"
  cognito_client_id    = "1example23456789"
  gemini_api_key       = "open sesame"
  motivator            = {}
}

run "without" {
  command = plan

  variables {
    motivator = null
  }

  assert {
    condition     = length(module.motivator) + length(module.feedback_table) == 0
    error_message = "There must be no function and no table by default."
  }

  assert {
    condition     = output.motivator_endpoint == null && output.motivator_function_name == null && output.motivator_function_version == null && output.motivator_function_url == null && output.feedback_table_name == null
    error_message = "Outputs must be null for what does not exist."
  }
}

run "with_the_defaults" {
  command = plan

  assert {
    condition     = output.motivator_endpoint == "https://d1.cloudfront.net/api/v1/chat" && output.motivator_function_name == "chatbot-motivator-dev" && output.feedback_table_name == "chatbot-dev-feedback"
    error_message = "The motivator must have a function and a table of its own behind the same distribution."
  }

  assert {
    condition = local.motivator_environment_variables == [{
      COGNITO_USER_POOL_ID = "eu-west-1_AbCdEf123"
      COGNITO_CLIENT_ID    = "1example23456789"
      BEDROCK_MODEL_ID     = "openai.gpt-oss-120b-1:0"
      MAX_OUTPUT_TOKENS    = "1000"
      FEEDBACK_TABLE       = "chatbot-dev-feedback"
      FEEDBACK_DAYS        = "365"
      POWERTOOLS_LOG_LEVEL = "INFO"
    }]
    error_message = "The function must have exactly the variables that it needs."
  }

  assert {
    condition = jsonencode(local.motivator_permissions) == jsonencode([{
      Feedback = {
        actions   = ["dynamodb:PutItem"]
        resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-feedback"]
      }
      Models = {
        actions   = ["bedrock:InvokeModelWithResponseStream"]
        resources = ["arn:aws:bedrock:eu-west-1::foundation-model/openai.gpt-oss-120b-1:0"]
      }
    }])
    error_message = "The function may write feedback and invoke its model, and nothing else."
  }

  assert {
    condition     = !local.feedback_protected && length(module.limits_table) == 0
    error_message = "In dev the table must be deletable, and without limits there must be no other."
  }

  # The public chat needs a salt and limits, and the motivator neither.
  assert {
    condition     = length(module.public_chat) + length(module.chat) == 0
    error_message = "The motivator must come alone."
  }
}

run "in_prod" {
  command = plan

  variables {
    environment = "prod"
  }

  assert {
    condition     = local.feedback_protected && length(module.waf) == 1
    error_message = "In prod the table must be protected, and the web ACL in front of the function."
  }
}

run "with_everything" {
  command = plan

  variables {
    motivator = {
      model = {
        arn                = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"
        profile_model_arns = ["arn:aws:bedrock:eu-central-1::foundation-model/vendor.model-v1:0"]
      }
      fallback_model    = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.other-v1:0" }
      max_output_tokens = 700
      feedback_days     = 90
      help_line_regions = ["KR", "XX"]
      help_lines = [
        { region = "XX", name = "A line", contact = "123", hours = "always" },
        { region = "KR", name = "B line", contact = "456", url = "https://example.com", hours = "9 to 5" },
      ]
      deletion_protection_enabled = true
    }
    cognito_issuer = "updated"
    limits         = { requests_per_minute = 20, tokens_per_day = 200000 }
  }

  # An answer may name its model, and an ARN would tell the account's number to everybody.
  assert {
    condition = local.motivator_environment_variables == [{
      COGNITO_USER_POOL_ID      = "eu-west-1_AbCdEf123"
      COGNITO_CLIENT_ID         = "1example23456789"
      COGNITO_ISSUER            = "updated"
      BEDROCK_MODEL_ID          = "eu.vendor.model-v1:0"
      BEDROCK_FALLBACK_MODEL_ID = "vendor.other-v1:0"
      MAX_OUTPUT_TOKENS         = "700"
      FEEDBACK_TABLE            = "chatbot-dev-feedback"
      FEEDBACK_DAYS             = "90"
      HELP_LINE_REGIONS         = "KR,XX"
      HELP_LINES                = "[{\"contact\":\"123\",\"hours\":\"always\",\"name\":\"A line\",\"region\":\"XX\"},{\"contact\":\"456\",\"hours\":\"9 to 5\",\"name\":\"B line\",\"region\":\"KR\",\"url\":\"https://example.com\"}]"
      LIMITS_TABLE              = "chatbot-dev-limits"
      REQUESTS_PER_MINUTE       = "20"
      TOKENS_PER_DAY            = "200000"
      POWERTOOLS_LOG_LEVEL      = "INFO"
    }]
    error_message = "The function must have the given values, and models by their ids."
  }

  assert {
    condition = jsonencode(local.motivator_permissions) == jsonencode([{
      Feedback = {
        actions   = ["dynamodb:PutItem"]
        resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-feedback"]
      }
      FirstModelsOfProfile = {
        actions = ["bedrock:InvokeModelWithResponseStream"]
        condition = {
          values   = ["arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"]
          variable = "bedrock:InferenceProfileArn"
        }
        resources = ["arn:aws:bedrock:eu-central-1::foundation-model/vendor.model-v1:0"]
      }
      Limits = {
        actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
        resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-limits"]
      }
      Models = {
        actions   = ["bedrock:InvokeModelWithResponseStream"]
        resources = ["arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0", "arn:aws:bedrock:eu-west-1::foundation-model/vendor.other-v1:0"]
      }
    }])
    error_message = "Both models may be invoked, those of a profile only through it, and the limits counted."
  }

  assert {
    condition     = local.feedback_protected
    error_message = "The table must be protected when the variable says so."
  }
}

run "beside_the_public_chat" {
  command = plan

  variables {
    public_chat      = { model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.other-v1:0" } }
    public_chat_salt = "0123456789abcdef0123456789abcdef"
  }

  assert {
    condition     = local.motivator_environment_variables[0].BEDROCK_MODEL_ID == "openai.gpt-oss-120b-1:0" && local.public_chat_environment_variables[0].BEDROCK_MODEL_ID == "vendor.other-v1:0"
    error_message = "Each function must have its own model."
  }

  # The table exists for the public chat.
  assert {
    condition     = !contains(keys(local.motivator_environment_variables[0]), "LIMITS_TABLE") && !contains(keys(local.motivator_permissions[0]), "Limits")
    error_message = "The table of the public chat must not limit the motivator."
  }
}

run "every_model" {
  command = plan

  variables {
    motivator = { fallback_model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/*" } }
  }

  expect_failures = [var.motivator]
}

run "profile_without_its_models" {
  command = plan

  variables {
    motivator = { model = { arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0" } }
  }

  expect_failures = [var.motivator]
}

run "models_of_a_profile_with_a_wildcard" {
  command = plan

  variables {
    motivator = { model = { arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0", profile_model_arns = ["arn:aws:bedrock:eu-central-1::foundation-model/*"] } }
  }

  expect_failures = [var.motivator]
}

run "no_tokens" {
  command = plan

  variables {
    motivator = { max_output_tokens = 0 }
  }

  expect_failures = [var.motivator]
}

run "feedback_of_half_a_day" {
  command = plan

  variables {
    motivator = { feedback_days = 0.5 }
  }

  expect_failures = [var.motivator]
}

run "region_without_a_line" {
  command = plan

  variables {
    motivator = { help_line_regions = ["KR", "XX"] }
  }

  expect_failures = [var.motivator]
}

run "no_region" {
  command = plan

  variables {
    motivator = { help_line_regions = [] }
  }

  expect_failures = [var.motivator]
}

run "line_of_an_unknown_kind_of_region" {
  command = plan

  variables {
    motivator = { help_lines = [{ region = "Korea", name = "A line", contact = "123", hours = "always" }] }
  }

  expect_failures = [var.motivator]
}

run "line_without_tls" {
  command = plan

  variables {
    motivator = { help_lines = [{ region = "KR", name = "A line", contact = "123", url = "http://example.com", hours = "always" }] }
  }

  expect_failures = [var.motivator]
}
