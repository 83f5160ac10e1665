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

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/chatbot" }
  }

  mock_resource "aws_ssm_parameter" {
    defaults = { arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/chatbot/dev/gemini-api-key" }
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

override_resource {
  target = module.chat_tables[0].aws_dynamodb_table.chats
  values = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-chats" }
}

override_resource {
  target = module.chat_tables[0].aws_dynamodb_table.messages
  values = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-messages" }
}

variables {
  environment          = "dev"
  cognito_user_pool_id = "eu-west-1_AbCdEf123"
  cognito_client_id    = "1example23456789"
  gemini_api_key       = "open sesame"

  # Not used; but `terraform test` refuses to apply an ephemeral variable that has only its default.
  public_chat_salt = "0123456789abcdef0123456789abcdef"
}

run "without" {
  assert {
    condition     = length(module.chat) + length(module.chat_tables) + length(module.jwt_secret) == 0
    error_message = "There must be no function and no tables by default."
  }

  assert {
    condition     = output.chat_endpoint == null && output.chat_function_name == null && output.chat_function_version == null && output.chat_function_url == null && output.chat_table_names == null
    error_message = "Outputs must be null for what does not exist."
  }
}

run "with_a_model" {
  variables {
    chat = { model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" } }
  }

  assert {
    condition     = output.chat_endpoint == "https://d1.cloudfront.net/chat" && output.chat_function_name == "chatbot-chat-dev"
    error_message = "Stored chats must have their own function behind the same distribution."
  }

  assert {
    condition     = output.chat_table_names == { chats = "chatbot-dev-chats", messages = "chatbot-dev-messages" }
    error_message = "The outputs must name the tables."
  }

  assert {
    condition = local.chat_environment_variables == [{
      DYNAMODB_TABLE          = "chatbot-dev-chats"
      DYNAMODB_MESSAGES_TABLE = "chatbot-dev-messages"
      CHAT_TTL_DAYS           = "365"
      BEDROCK_MODEL_ID        = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0"
      COGNITO_USER_POOL_ID    = "eu-west-1_AbCdEf123"
      COGNITO_CLIENT_ID       = "1example23456789"
      POWERTOOLS_LOG_LEVEL    = "INFO"
    }]
    error_message = "The function must have exactly the variables that this choice needs."
  }

  assert {
    condition     = keys(local.chat_permissions[0]) == ["Index", "Model", "Tables"]
    error_message = "The function may use only its tables and its model."
  }

  assert {
    condition = jsonencode(local.chat_permissions[0].Tables) == jsonencode({
      actions   = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"]
      resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-chats", "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-messages"]
    })
    error_message = "The function may read and write items by their keys, but not scan or change a table."
  }

  assert {
    condition = jsonencode(local.chat_permissions[0].Index) == jsonencode({
      actions   = ["dynamodb:Query"]
      resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-dev-chats/index/by_user"]
    })
    error_message = "The index may only be queried."
  }

  assert {
    condition = jsonencode(local.chat_permissions[0].Model) == jsonencode({
      actions   = ["bedrock:InvokeModelWithResponseStream"]
      resources = ["arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0"]
    })
    error_message = "The function may invoke only the given model, and only as a stream."
  }

  assert {
    condition     = output.distribution_id == run.without.distribution_id && output.function_url == run.without.function_url
    error_message = "Turning stored chats on must not replace the distribution or the function URL."
  }
}

run "with_a_profile" {
  variables {
    chat = {
      model = {
        arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"
        profile_model_arns = [
          "arn:aws:bedrock:eu-central-1::foundation-model/vendor.model-v1:0",
          "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0",
        ]
      }
    }
    chat_ttl_days = 90
  }

  assert {
    condition     = tolist(local.chat_permissions[0].Model.resources) == tolist(["arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"])
    error_message = "The function may invoke the profile itself."
  }

  assert {
    condition = jsonencode(local.chat_permissions[0].ModelsOfProfile) == jsonencode({
      actions = ["bedrock:InvokeModelWithResponseStream"]
      condition = {
        values   = ["arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.vendor.model-v1:0"]
        variable = "bedrock:InferenceProfileArn"
      }
      resources = [
        "arn:aws:bedrock:eu-central-1::foundation-model/vendor.model-v1:0",
        "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0",
      ]
    })
    error_message = "The models of a profile may be invoked only through the profile."
  }

  assert {
    condition     = local.chat_environment_variables[0].CHAT_TTL_DAYS == "90"
    error_message = "The function must know how long a chat is kept."
  }

  assert {
    condition     = output.chat_table_names == run.with_a_model.chat_table_names && output.chat_function_name == run.with_a_model.chat_function_name
    error_message = "Another model must not replace the tables."
  }
}

run "with_the_updated_issuer" {
  variables {
    chat           = { model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" } }
    cognito_issuer = "updated"
  }

  assert {
    condition     = local.chat_environment_variables[0].COGNITO_ISSUER == "updated" && local.environment_variables.COGNITO_ISSUER == "updated"
    error_message = "Both functions must get the pool's issuer."
  }
}

run "with_an_issuer_and_an_audience" {
  variables {
    chat = {
      model = { arn = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0" }
      jwt = {
        secret_parameter = "/elsewhere/jwt-secret"
        issuer           = "https://shop.example"
        audience         = "chat"
      }
    }
    cognito_issuer = "updated"
  }

  assert {
    condition = local.chat_environment_variables == [{
      DYNAMODB_TABLE           = "chatbot-dev-chats"
      DYNAMODB_MESSAGES_TABLE  = "chatbot-dev-messages"
      CHAT_TTL_DAYS            = "365"
      BEDROCK_MODEL_ID         = "arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0"
      JWT_SECRET_KEY_PARAMETER = "/elsewhere/jwt-secret"
      JWT_ALGORITHM            = "HS256"
      JWT_ISSUER               = "https://shop.example"
      JWT_AUDIENCE             = "chat"
      POWERTOOLS_LOG_LEVEL     = "INFO"
    }]
    error_message = "The function must get the issuer and the audience of its tokens, and nothing of the pool."
  }
}

run "with_an_agent_and_a_secret" {
  variables {
    chat = {
      agent_alias_arn = "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT67890/ALIAS67890"
      jwt             = { secret_parameter = "/elsewhere/jwt-secret" }
    }
  }

  assert {
    condition = local.chat_environment_variables == [{
      DYNAMODB_TABLE           = "chatbot-dev-chats"
      DYNAMODB_MESSAGES_TABLE  = "chatbot-dev-messages"
      CHAT_TTL_DAYS            = "365"
      AGENT_ID                 = "AGENT67890"
      AGENT_ALIAS_ID           = "ALIAS67890"
      JWT_SECRET_KEY_PARAMETER = "/elsewhere/jwt-secret"
      JWT_ALGORITHM            = "HS256"
      POWERTOOLS_LOG_LEVEL     = "INFO"
    }]
    error_message = "With a secret, the function must not have the variables of the pool."
  }

  assert {
    condition     = keys(local.chat_permissions[0]) == ["Agent", "Index", "Tables"]
    error_message = "With an agent, the function must not invoke a model directly."
  }

  assert {
    condition = jsonencode(local.chat_permissions[0].Agent) == jsonencode({
      actions   = ["bedrock:InvokeAgent"]
      resources = ["arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT67890/ALIAS67890"]
    })
    error_message = "The function may invoke only the given alias of the agent."
  }

  assert {
    condition     = one(module.jwt_secret).arn == "arn:aws:ssm:eu-west-1:123456789012:parameter/elsewhere/jwt-secret"
    error_message = "The secret's parameter must be read, not managed."
  }
}

run "without_again" {
  assert {
    condition     = length(module.chat) + length(module.chat_tables) == 0 && output.distribution_id == run.without.distribution_id
    error_message = "Turning stored chats off must remove them and keep the distribution."
  }
}
