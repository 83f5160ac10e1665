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
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-limits" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/chatbot" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:chatbot" }
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
}

variables {
  environment          = "dev"
  cognito_user_pool_id = "eu-west-1_AbCdEf123"
  cognito_client_id    = "1example23456789"
  gemini_api_key       = "open sesame"
  chat                 = { model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" } }
}

run "without" {
  command = plan

  assert {
    condition     = length(module.limits_table) == 0 && output.limits_table_name == null
    error_message = "There must be no table by default."
  }

  assert {
    condition = length(setintersection(
      concat(keys(local.environment_variables), keys(local.chat_environment_variables[0])),
      ["LIMITS_TABLE", "REQUESTS_PER_MINUTE", "REQUESTS_PER_DAY", "CONCURRENT_ANSWERS", "TOKENS_PER_DAY", "TOKENS_PER_MONTH", "BUDGET_TIME_ZONE"],
    )) == 0 && !contains(keys(local.chat_permissions[0]), "Limits") && length(local.limits_permissions) == 0
    error_message = "Without limits, the functions must neither know of them nor have a permission."
  }
}

run "with_all" {
  command = plan

  variables {
    limits = { requests_per_minute = 20, requests_per_day = 300, concurrent_answers = 2, tokens_per_day = 500000, tokens_per_month = 5000000, time_zone = "Asia/Seoul" }
  }

  assert {
    condition     = output.limits_table_name == "chatbot-dev-limits"
    error_message = "There must be one table."
  }

  assert {
    condition = local.limits_environment_variables == {
      LIMITS_TABLE        = "chatbot-dev-limits"
      REQUESTS_PER_MINUTE = "20"
      REQUESTS_PER_DAY    = "300"
      CONCURRENT_ANSWERS  = "2"
      TOKENS_PER_DAY      = "500000"
      TOKENS_PER_MONTH    = "5000000"
      BUDGET_TIME_ZONE    = "Asia/Seoul"
    }
    error_message = "The functions must have all limits."
  }

  assert {
    condition = alltrue([for variables in [local.environment_variables, local.chat_environment_variables[0]] :
      merge(variables, local.limits_environment_variables) == variables
    ])
    error_message = "Both functions must have the same limits."
  }

  assert {
    condition = jsonencode(local.chat_permissions[0].Limits) == jsonencode({
      actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-limits"]
    })
    error_message = "The function may read and update items of the table, and nothing else."
  }
}

run "with_some" {
  command = plan

  variables {
    limits       = { requests_per_minute = 20 }
    limits_table = { max_write_units = 1000 }
  }

  assert {
    condition     = local.limits_environment_variables == { LIMITS_TABLE = "chatbot-dev-limits", REQUESTS_PER_MINUTE = "20" }
    error_message = "What is left out must be unlimited."
  }
}

run "chats_are_kept_for_a_year" {
  command = plan

  assert {
    condition     = local.chat_environment_variables[0].CHAT_TTL_DAYS == "365"
    error_message = "Chats must not be kept for ever unless somebody says so."
  }
}

run "chats_are_kept_for_ever" {
  command = plan

  variables {
    chat_ttl_days = null
  }

  assert {
    condition     = !contains(keys(local.chat_environment_variables[0]), "CHAT_TTL_DAYS")
    error_message = "Null must mean never."
  }
}

run "ttl_of_half_a_day" {
  command = plan

  variables {
    chat_ttl_days = 0.5
  }

  expect_failures = [var.chat_ttl_days]
}

run "no_limit_at_all" {
  command = plan

  variables {
    limits = { time_zone = "Asia/Seoul" }
  }

  expect_failures = [var.limits]
}

run "limit_of_zero" {
  command = plan

  variables {
    limits = { requests_per_minute = 0 }
  }

  expect_failures = [var.limits]
}

run "day_above_the_month" {
  command = plan

  variables {
    limits = { tokens_per_day = 1000, tokens_per_month = 500 }
  }

  expect_failures = [var.limits]
}

run "time_zone_as_offset" {
  command = plan

  variables {
    limits = { tokens_per_day = 1000, time_zone = "+09:00" }
  }

  expect_failures = [var.limits]
}
