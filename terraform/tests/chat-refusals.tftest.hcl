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

run "neither_model_nor_agent" {
  command = plan

  variables {
    chat = {}
  }

  expect_failures = [var.chat]
}

run "both_model_and_agent" {
  command = plan

  variables {
    chat = {
      model           = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" }
      agent_alias_arn = "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT67890/ALIAS67890"
    }
  }

  expect_failures = [var.chat]
}

run "every_model" {
  command = plan

  variables {
    chat = { model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/*" } }
  }

  expect_failures = [var.chat]
}

run "model_by_its_id" {
  command = plan

  variables {
    chat = { model = { arn = "vendor.model-v1:0" } }
  }

  expect_failures = [var.chat]
}

run "profile_without_its_models" {
  command = plan

  variables {
    chat = { model = { arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0" } }
  }

  expect_failures = [var.chat]
}

run "model_with_models_of_a_profile" {
  command = plan

  variables {
    chat = {
      model = {
        arn                = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0"
        profile_model_arns = ["arn:aws:bedrock:eu-central-1::foundation-model/vendor.model-v1:0"]
      }
    }
  }

  expect_failures = [var.chat]
}

run "every_model_of_a_profile" {
  command = plan

  variables {
    chat = {
      model = {
        arn                = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"
        profile_model_arns = ["arn:aws:bedrock:*::foundation-model/vendor.model-v1:0"]
      }
    }
  }

  expect_failures = [var.chat]
}

run "agent_without_alias" {
  command = plan

  variables {
    chat = { agent_alias_arn = "arn:aws:bedrock:eu-west-1:123456789012:agent/AGENT67890" }
  }

  expect_failures = [var.chat]
}

run "asymmetric_algorithm" {
  command = plan

  variables {
    chat = {
      model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" }
      jwt   = { secret_parameter = "/elsewhere/jwt-secret", algorithm = "RS256" }
    }
  }

  expect_failures = [var.chat]
}

run "jwt_issuer_with_space" {
  command = plan

  variables {
    chat = {
      model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" }
      jwt   = { secret_parameter = "/elsewhere/jwt-secret", issuer = "https://shop.example " }
    }
  }

  expect_failures = [var.chat]
}

run "empty_jwt_audience" {
  command = plan

  variables {
    chat = {
      model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" }
      jwt   = { secret_parameter = "/elsewhere/jwt-secret", audience = "" }
    }
  }

  expect_failures = [var.chat]
}
