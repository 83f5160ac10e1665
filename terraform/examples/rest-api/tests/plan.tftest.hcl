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

  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:tutor:live" }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/tutor/1" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-tutor" }
  }

  mock_resource "aws_api_gateway_rest_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:abc123" }
  }

  mock_resource "aws_api_gateway_stage" {
    defaults = { arn = "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/live", invoke_url = "https://abc123.execute-api.eu-west-1.amazonaws.com/live" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tutor" }
  }
}

variables {
  # Any file: only its hash is used.
  package_path             = "versions.tf"
  cognito_user_pool_id     = "eu-west-1_AbCdEf123"
  cognito_client_id        = "1example23456789"
  gemini_api_key_parameter = "/tutor/key"
  allowed_origins          = ["https://www.example.com"]
}

run "apply" {
  assert {
    condition     = output.endpoint == "https://abc123.execute-api.eu-west-1.amazonaws.com/live/chatbot"
    error_message = "The example must print the tutor's URL."
  }
}

# The first plan knows no ARN yet.
run "plan" {
  command = plan

  assert {
    condition     = module.function.function_name == "tutor"
    error_message = "The example must plan the function."
  }
}
