mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

override_data {
  target = data.terraform_remote_state.cognito[0]

  values = {
    outputs = {
      cognito_user_pool_provider_url = "cognito-idp.ap-northeast-2.amazonaws.com/ap-northeast-2_XyZ987"
      cognito_user_pool_client_id    = "2example23456789"
    }
  }
}

variables {
  environment    = "dev"
  gemini_api_key = "open sesame"
}

run "from_the_state" {
  command = plan

  variables {
    cognito_state = { bucket = "states", region = "eu-west-1" }
  }

  assert {
    condition     = local.environment_variables.COGNITO_USER_POOL_ID == "ap-northeast-2_XyZ987"
    error_message = "The pool's id must be the last segment of the provider's URL."
  }

  assert {
    condition     = local.environment_variables.COGNITO_CLIENT_ID == "2example23456789"
    error_message = "The client id must come from the state."
  }

  assert {
    condition     = data.terraform_remote_state.cognito[0].config.key == "cognito/terraform.tfstate"
    error_message = "The key of the state must have its default."
  }
}

run "from_the_state_with_scheme" {
  command = plan

  variables {
    cognito_state = { bucket = "states", region = "eu-west-1" }
  }

  override_data {
    target = data.terraform_remote_state.cognito[0]

    values = {
      outputs = {
        cognito_user_pool_provider_url = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/"
        cognito_user_pool_client_id    = "2example23456789"
      }
    }
  }

  assert {
    condition     = local.environment_variables.COGNITO_USER_POOL_ID == "eu-west-1_AbCdEf123"
    error_message = "A scheme and a trailing slash must not matter."
  }
}

run "from_an_unrelated_state" {
  command = plan

  variables {
    cognito_state = { bucket = "states", region = "eu-west-1" }
  }

  override_data {
    target = data.terraform_remote_state.cognito[0]

    values = {
      outputs = {
        cognito_user_pool_provider_url = "https://accounts.example.com/eu-west-1"
        cognito_user_pool_client_id    = "2example23456789"
      }
    }
  }

  expect_failures = [data.terraform_remote_state.cognito]
}

run "from_variables" {
  command = plan

  variables {
    cognito_user_pool_id = "eu-west-1_AbCdEf123"
    cognito_client_id    = "1example23456789, 3example23456789"
  }

  assert {
    condition     = length(data.terraform_remote_state.cognito) == 0
    error_message = "With ids, no state may be read."
  }

  assert {
    condition     = local.environment_variables.COGNITO_CLIENT_ID == "1example23456789, 3example23456789"
    error_message = "Several client ids must be passed to the function."
  }
}

run "both" {
  command = plan

  variables {
    cognito_state        = { bucket = "states", region = "eu-west-1" }
    cognito_user_pool_id = "eu-west-1_AbCdEf123"
    cognito_client_id    = "1example23456789"
  }

  expect_failures = [var.cognito_state]
}

run "neither" {
  command = plan

  expect_failures = [var.cognito_state]
}

run "pool_without_client" {
  command = plan

  variables {
    cognito_user_pool_id = "eu-west-1_AbCdEf123"
  }

  expect_failures = [var.cognito_user_pool_id]
}

run "provider_url_for_id" {
  command = plan

  variables {
    cognito_user_pool_id = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"
    cognito_client_id    = "1example23456789"
  }

  expect_failures = [var.cognito_user_pool_id]
}

run "a_pool_of_the_stack" {
  command = plan

  variables {
    chat = { model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" } }
    user_pool = {
      callback_urls = ["https://www.example.com/signed-in"]
      domain_prefix = "chatbot-dev"
      mfa           = "OPTIONAL"
    }
  }

  override_resource {
    target          = module.user_pool[0].aws_cognito_user_pool.this
    override_during = plan
    values          = { id = "eu-west-1_NewPool12" }
  }

  override_resource {
    target          = module.user_pool[0].aws_cognito_user_pool_client.this
    override_during = plan
    values          = { id = "4example23456789" }
  }

  override_data {
    target          = module.user_pool[0].data.aws_region.current
    override_during = plan
    values          = { region = "eu-west-1" }
  }

  override_resource {
    target          = module.chat_tables[0].aws_dynamodb_table.chats
    override_during = plan
    values          = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-chats" }
  }

  override_resource {
    target          = module.chat_tables[0].aws_dynamodb_table.messages
    override_during = plan
    values          = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-messages" }
  }

  assert {
    condition = alltrue([for variables in [local.environment_variables, local.chat_environment_variables[0]] :
      variables.COGNITO_USER_POOL_ID == "eu-west-1_NewPool12" && variables.COGNITO_CLIENT_ID == "4example23456789"
    ])
    error_message = "Every function must accept the tokens of the new pool."
  }

  assert {
    condition     = output.user_pool_id == "eu-west-1_NewPool12" && output.user_pool_client_id == "4example23456789" && output.user_pool_login_url == "https://chatbot-dev.auth.eu-west-1.amazoncognito.com"
    error_message = "The outputs must have what a page needs to sign users in."
  }

  assert {
    condition     = length(data.terraform_remote_state.cognito) == 0
    error_message = "With a pool of its own, the stack must read no other state."
  }
}

run "no_pool_unless_asked_for" {
  command = plan

  variables {
    cognito_user_pool_id = "eu-west-1_AbCdEf123"
    cognito_client_id    = "1example23456789"
  }

  assert {
    condition     = length(module.user_pool) == 0 && output.user_pool_id == "eu-west-1_AbCdEf123" && output.user_pool_client_id == "1example23456789" && output.user_pool_login_url == null
    error_message = "With an existing pool, the stack must create none."
  }
}

run "a_pool_of_the_stack_and_ids" {
  command = plan

  variables {
    user_pool            = {}
    cognito_user_pool_id = "eu-west-1_AbCdEf123"
    cognito_client_id    = "1example23456789"
  }

  expect_failures = [var.cognito_state]
}

run "a_pool_of_the_stack_and_a_state" {
  command = plan

  variables {
    user_pool     = {}
    cognito_state = { bucket = "states", region = "eu-west-1" }
  }

  expect_failures = [var.cognito_state]
}
