mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/notes" }
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
    defaults = { arn = "arn:aws:cloudfront::123456789012:function/notes" }
  }

  mock_resource "aws_cognito_user_pool" {
    defaults = { id = "eu-west-1_AbCdEf123" }
  }
}

variables {
  # Any file: only its hash is used.
  package_path  = "versions.tf"
  page          = "https://www.example.com"
  domain_prefix = "notes-example"
}

run "apply" {
  assert {
    condition     = output.login_url == "https://notes-example.auth.eu-west-1.amazoncognito.com" && output.endpoint == "https://d1.cloudfront.net/"
    error_message = "The example must print where to sign in, and where to ask."
  }
}

# The first plan knows no id yet.
run "plan" {
  command = plan

  assert {
    condition     = module.function.function_name == "notes" && module.function.alias == "live"
    error_message = "The example must plan the function that accepts the pool's tokens."
  }
}
