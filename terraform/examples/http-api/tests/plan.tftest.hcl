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
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:public-chat:live" }
  }

  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/public-chat-limits" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:public-chat" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/public-chat" }
  }

  mock_resource "aws_apigatewayv2_api" {
    defaults = {
      api_endpoint  = "https://abc123.execute-api.eu-west-1.amazonaws.com"
      execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:abc123"
    }
  }
}

variables {
  # Any file: only its hash is used.
  package_path    = "versions.tf"
  salt_parameter  = "/public-chat/salt"
  allowed_origins = ["https://www.example.com"]
}

run "apply" {
  assert {
    condition     = output.endpoint == "https://abc123.execute-api.eu-west-1.amazonaws.com/chat"
    error_message = "The example must print the chat's URL."
  }
}

# The first plan knows no ARN yet.
run "plan" {
  command = plan

  assert {
    condition     = module.function.function_name == "public-chat" && module.limits.name == "public-chat-limits"
    error_message = "The example must plan the function and its table."
  }
}
