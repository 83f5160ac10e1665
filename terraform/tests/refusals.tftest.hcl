mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  environment          = "dev"
  cognito_user_pool_id = "eu-west-1_AbCdEf123"
  cognito_client_id    = "1example23456789"
  gemini_api_key       = "open sesame"
}

run "unknown_environment" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.environment]
}

run "project_with_capitals" {
  command = plan

  variables {
    project = "Chatbot"
  }

  expect_failures = [var.project]
}

run "client_with_space" {
  command = plan

  variables {
    cognito_client_id = "one two"
  }

  expect_failures = [var.cognito_client_id]
}

run "model_as_url" {
  command = plan

  variables {
    gemini_model = "https://example.com/gemini"
  }

  expect_failures = [var.gemini_model]
}

run "unknown_thinking_level" {
  command = plan

  variables {
    gemini_thinking = "hard"
  }

  expect_failures = [var.gemini_thinking]
}

run "empty_key" {
  command = plan

  variables {
    gemini_api_key = " "
  }

  expect_failures = [var.gemini_api_key]
}

run "key_version_zero" {
  command = plan

  variables {
    gemini_api_key_version = 0
  }

  expect_failures = [var.gemini_api_key_version]
}

run "alias_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/mine"
  }

  expect_failures = [var.kms_key_arn]
}

run "too_little_memory" {
  command = plan

  variables {
    memory_mb = 64
  }

  expect_failures = [var.memory_mb]
}

run "timeout_above_the_limit" {
  command = plan

  variables {
    timeout_seconds = 901
  }

  expect_failures = [var.timeout_seconds]
}

run "negative_concurrency" {
  command = plan

  variables {
    reserved_concurrency = -1
  }

  expect_failures = [var.reserved_concurrency]
}

run "provisioned_concurrency_zero" {
  command = plan

  variables {
    provisioned_concurrency = 0
  }

  expect_failures = [var.provisioned_concurrency]
}

run "pinned_latest" {
  command = plan

  variables {
    pinned_version = "$LATEST"
  }

  expect_failures = [var.pinned_version]
}

run "unknown_log_level" {
  command = plan

  variables {
    log_level = "VERBOSE"
  }

  expect_failures = [var.log_level]
}

run "unlimited_retention" {
  command = plan

  variables {
    log_retention_days = 0
  }

  expect_failures = [var.log_retention_days]
}

run "any_origin" {
  command = plan

  variables {
    allowed_origins = ["*"]
  }

  expect_failures = [var.allowed_origins]
}

run "unknown_price_class" {
  command = plan

  variables {
    price_class = "PriceClass_300"
  }

  expect_failures = [var.price_class]
}

run "both_keys" {
  command = plan

  variables {
    gemini_api_key_parameter = "/elsewhere/key"
  }

  expect_failures = [var.gemini_api_key]
}

run "neither_key" {
  command = plan

  variables {
    gemini_api_key = null
  }

  expect_failures = [var.gemini_api_key]
}

run "cognito_issuer_as_url" {
  command = plan

  variables {
    cognito_issuer = "https://issuer-cognito-idp.eu-west-1.amazonaws.com"
  }

  expect_failures = [var.cognito_issuer]
}
