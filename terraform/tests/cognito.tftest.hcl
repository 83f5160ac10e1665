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
