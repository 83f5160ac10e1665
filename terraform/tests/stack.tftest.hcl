mock_provider "aws" {
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
    defaults = { arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/chatbot/prod/gemini-api-key" }
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
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/chatbot/1" }
  }
}

variables {
  environment          = "prod"
  cognito_user_pool_id = "eu-west-1_AbCdEf123"
  cognito_client_id    = "1example23456789"
  gemini_api_key       = "open sesame"

  # Not used; but `terraform test` refuses to apply an ephemeral variable that has only its default.
  public_chat_salt = "0123456789abcdef0123456789abcdef"
}

run "prod" {
  assert {
    condition     = length(module.waf) == 1
    error_message = "prod must have a web ACL by default."
  }

  assert {
    condition     = output.web_acl_arn == "arn:aws:wafv2:us-east-1:123456789012:global/webacl/chatbot/1"
    error_message = "The outputs must have the ARN of the web ACL."
  }

  assert {
    condition     = output.api_endpoint == "https://d1.cloudfront.net/chatbot"
    error_message = "The endpoint must be the distribution's /chatbot."
  }

  assert {
    condition     = output.function_name == "chatbot-query-prod" && output.function_alias == "live" && output.log_group == "/aws/lambda/chatbot-query-prod"
    error_message = "The outputs must name the function, its alias and its log group."
  }

  assert {
    condition     = output.parameter_name == "/chatbot/prod/gemini-api-key"
    error_message = "The outputs must name the parameter."
  }

  assert {
    condition     = output.access_log_group == "/aws/vendedlogs/cloudfront/chatbot-prod"
    error_message = "Access logs must be on by default."
  }

  assert {
    condition     = toset(keys(local.environment_variables)) == toset(["COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID", "GEMINI_API_KEY_PARAMETER", "GEMINI_MODEL", "GEMINI_THINKING", "POWERTOOLS_LOG_LEVEL"])
    error_message = "The function must have exactly the variables that the handler reads."
  }

  assert {
    condition     = local.environment_variables.COGNITO_USER_POOL_ID == "eu-west-1_AbCdEf123" && local.environment_variables.COGNITO_CLIENT_ID == "1example23456789"
    error_message = "The function must accept tokens of the given pool."
  }

  assert {
    condition     = local.environment_variables.GEMINI_API_KEY_PARAMETER == output.parameter_name
    error_message = "The function must read the created parameter."
  }

  assert {
    condition     = !strcontains(jsonencode(local.environment_variables), "open sesame")
    error_message = "No secret may be in the environment."
  }
}

run "without_options" {
  variables {
    waf_enabled         = false
    access_logs_enabled = false
  }

  assert {
    condition     = length(module.waf) == 0 && output.web_acl_arn == null && output.access_log_group == null
    error_message = "The web ACL and the access logs must be removed when they are turned off."
  }

  assert {
    condition     = output.distribution_id == run.prod.distribution_id
    error_message = "Turning options off must not replace the distribution."
  }
}

run "with_options_again" {
  variables {
    gemini_fallback_model   = "gemini-3.5-flash-lite"
    provisioned_concurrency = 2
    waf                     = { rate_limit = 500 }
  }

  assert {
    condition     = output.distribution_id == run.prod.distribution_id
    error_message = "Turning options on again must not replace the distribution."
  }

  assert {
    condition     = length(module.waf) == 1
    error_message = "The web ACL must be created again."
  }

  assert {
    condition     = local.environment_variables.GEMINI_THINKING == "low"
    error_message = "The default level of thinking must be low."
  }

  assert {
    condition     = local.environment_variables.GEMINI_FALLBACK_MODEL == "gemini-3.5-flash-lite"
    error_message = "The function must know the fallback model."
  }
}

# This state is prod's: guards against dev's backend file with prod's variables, or the reverse.
run "foreign_state" {
  command = plan

  variables {
    environment = "dev"
  }

  expect_failures = [terraform_data.environment]
}
