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
}

variables {
  cognito_user_pool_id = "eu-west-1_AbCdEf123"
  cognito_client_id    = "1example23456789"
  gemini_api_key       = "open sesame"
}

run "dev" {
  command = plan

  variables {
    environment = "dev"
  }

  assert {
    condition     = length(module.waf) == 0
    error_message = "dev must have no web ACL by default."
  }

  assert {
    condition     = output.function_name == "chatbot-query-dev" && output.parameter_name == "/chatbot/dev/gemini-api-key"
    error_message = "Names must contain the environment."
  }
}

run "staging" {
  command = plan

  variables {
    environment = "staging"
  }

  assert {
    condition     = length(module.waf) == 0
    error_message = "staging must have no web ACL by default."
  }
}

run "dev_with_waf" {
  command = plan

  variables {
    environment = "dev"
    waf_enabled = true
  }

  assert {
    condition     = length(module.waf) == 1
    error_message = "waf_enabled must work outside prod."
  }
}

run "second_stack" {
  command = plan

  variables {
    environment = "dev"
    project     = "tutor"
  }

  assert {
    condition     = output.function_name == "tutor-query-dev"
    error_message = "Names must contain the project, so that an account can have a second stack."
  }
}

run "existing_parameter" {
  command = plan

  variables {
    environment              = "dev"
    gemini_api_key           = null
    gemini_api_key_parameter = "/elsewhere/key"
  }

  assert {
    condition     = local.environment_variables.GEMINI_API_KEY_PARAMETER == "/elsewhere/key"
    error_message = "The function must read the existing parameter."
  }
}

run "chats_in_dev" {
  command = plan

  variables {
    environment = "dev"
    chat = {
      agent_alias_arn = "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT67890/ALIAS67890"
    }
  }

  assert {
    condition     = !local.chat_tables_protected
    error_message = "In dev the tables must not be protected by default."
  }
}

run "protected_chats_in_dev" {
  command = plan

  variables {
    environment = "dev"
    chat = {
      agent_alias_arn             = "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT67890/ALIAS67890"
      deletion_protection_enabled = true
    }
  }

  assert {
    condition     = local.chat_tables_protected
    error_message = "The tables must be protected when the variable says so."
  }
}

run "chats_in_prod" {
  command = plan

  variables {
    environment = "prod"
    chat = {
      agent_alias_arn = "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT67890/ALIAS67890"
    }
  }

  assert {
    condition     = local.chat_tables_protected
    error_message = "In prod the tables must be protected by default."
  }
}

run "unprotected_chats_in_prod" {
  command = plan

  variables {
    environment = "prod"
    chat = {
      agent_alias_arn             = "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT67890/ALIAS67890"
      deletion_protection_enabled = false
    }
  }

  assert {
    condition     = !local.chat_tables_protected
    error_message = "Protection must be possible to turn off in prod."
  }
}
