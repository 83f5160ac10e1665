# What each role may do.

mock_provider "aws" {
  source = "./tests/mocks"
}

override_resource {
  target = aws_iam_policy.github["dev-lookups"]
  values = { arn = "arn:aws:iam::123456789012:policy/dev-lookups" }
}

override_resource {
  target = aws_iam_policy.github["prod-lookups"]
  values = { arn = "arn:aws:iam::123456789012:policy/prod-lookups" }
}

override_resource {
  target = aws_iam_policy.github["prod-stack"]
  values = { arn = "arn:aws:iam::123456789012:policy/prod-stack" }
}

override_resource {
  target = aws_iam_policy.github["prod-edge"]
  values = { arn = "arn:aws:iam::123456789012:policy/prod-edge" }
}

variables {
  repository = "example-org/middy-chat"
  environments = {
    dev  = { state_bucket = "example-state-dev" }
    prod = { state_bucket = "example-state-prod", state_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }
  cognito_state  = { bucket = "example-state-dev", key = "cognito/terraform.tfstate" }
  hosted_zone_id = "Z1D633PJN98FT9"
}

run "pull_requests_only_read" {
  assert {
    condition = toset([
      for attachment in aws_iam_role_policy_attachment.github : attachment.policy_arn if attachment.role == "github-chatbot-pull-request"
    ]) == toset(["arn:aws:iam::123456789012:policy/dev-lookups"])
    error_message = "The role of pull requests must have only the lookups of its environment."
  }

  assert {
    condition = alltrue(flatten([for document in data.aws_iam_policy_document.lookups : [
      for statement in document.statement : [for action in statement.actions : can(regex(":(Get|List)|^kms:Decrypt$", action))]
    ]]))
    error_message = "A lookup must only read."
  }

  assert {
    condition = length(setintersection(
      toset(flatten([for statement in data.aws_iam_policy_document.lookups["dev"].statement : tolist(statement.actions)])),
      ["ssm:GetParameter", "lambda:GetFunction", "iam:GetRole"],
    )) == 0
    error_message = "A pull request must not read the model's key or the stack."
  }

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.lookups["dev"].statement : tolist(statement.resources) if statement.sid == "ReadState"
      ])) == toset([
      "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate",
      "arn:aws:s3:::example-state-dev/cognito/terraform.tfstate",
    ])
    error_message = "The role must read only the state of its environment and of the user pool."
  }
}

run "plans_only_read" {
  assert {
    condition = toset([
      for attachment in aws_iam_role_policy_attachment.github : attachment.policy_arn if attachment.role == "github-chatbot-prod-plan"
    ]) == toset(["arn:aws:iam::123456789012:policy/prod-edge", "arn:aws:iam::123456789012:policy/prod-lookups", "arn:aws:iam::123456789012:policy/prod-stack"])
    error_message = "The plan role must have only the policies that read."
  }

  assert {
    condition = alltrue(flatten([for document in concat(values(data.aws_iam_policy_document.stack), values(data.aws_iam_policy_document.edge)) : [
      for statement in document.statement : [for action in statement.actions : can(regex(":(Get|List|Describe)[A-Z]", action))]
    ]]))
    error_message = "The actions of the plan role must get, list or describe."
  }
}

run "applies_are_confined_to_their_environment" {
  assert {
    condition = alltrue(flatten([for name, document in data.aws_iam_policy_document.change_data : [
      for statement in document.statement : [
        for resource in statement.resources : length(regexall(name == "dev" ? "prod" : "dev", resource)) == 0
      ]
    ]]))
    error_message = "The role of an environment must not name a state, log group or parameter of another."
  }

  assert {
    condition = alltrue(flatten([for name, document in data.aws_iam_policy_document.change_edge : [
      for statement in document.statement : [
        for resource in statement.resources : length(regexall(name == "dev" ? "prod" : "dev", resource)) == 0
      ]
    ]]))
    error_message = "The role of an environment must not name a resource at the edge of another."
  }

  assert {
    condition = alltrue(flatten([for name, document in data.aws_iam_policy_document.change_function : [
      for statement in document.statement : [
        for resource in statement.resources : length(regexall(name == "dev" ? "prod" : "dev", resource)) == 0
      ]
    ]]))
    error_message = "The role of an environment must not name a function or role of another."
  }

  assert {
    condition = alltrue(flatten([for document in values(local.documents) : [
      for statement in document.statement : [for action in statement.actions : length(regexall("[*?]", action)) == 0]
    ]]))
    error_message = "No action may have a wildcard."
  }

  # All other statements name their resources.
  assert {
    condition = length(setsubtract(
      flatten([for document in values(local.documents) : [
        for statement in document.statement : statement.sid if contains(statement.resources, "*")
      ]]),
      ["LookUp", "List", "DeliverLogs"],
    )) == 0
    error_message = "The resource * may be used only if IAM defines no other."
  }

  # AWS identifies these by ids that it assigns, so the environments cannot be distinguished.
  assert {
    condition = length(setsubtract(
      flatten([for document in [for name, each in local.documents : each if !endswith(name, "-lookups")] : [
        for statement in document.statement : [for resource in statement.resources : resource if
          resource != "*" && length(regexall("[*]", resource)) > 0 && length(regexall("chatbot-(query-)?(dev|prod)", resource)) == 0
        ]
      ]]),
      [
        "arn:aws:acm:us-east-1:123456789012:certificate/*",
        "arn:aws:cloudfront::123456789012:distribution/*",
        "arn:aws:cloudfront::123456789012:origin-access-control/*",
        "arn:aws:cloudfront::123456789012:response-headers-policy/*",
        "arn:aws:logs:us-east-1:123456789012:delivery:*",
        "arn:aws:route53:::change/*",
        "arn:aws:wafv2:us-east-1:123456789012:global/managedruleset/*/*",
      ],
    )) == 0
    error_message = "A wildcard may only stand for an id that AWS assigns, or be part of a resource whose name is the stack's."
  }

  # chatbot-dev* would also match chatbot-dev2.
  assert {
    condition = alltrue(flatten([for document in [for name, each in local.documents : each if !endswith(name, "-lookups")] : [
      for statement in document.statement : [for resource in statement.resources : length(regexall("[A-Za-z0-9-][*]", resource)) == 0]
    ]]))
    error_message = "Names must be complete, not prefixes."
  }

  assert {
    condition = jsonencode([for statement in data.aws_iam_policy_document.change_function["prod"].statement : {
      resources  = tolist(statement.resources)
      conditions = [for each in statement.condition : "${each.test} ${each.variable} ${join(",", each.values)}"]
      } if contains(statement.actions, "iam:PassRole")]) == jsonencode([{
      resources  = ["arn:aws:iam::123456789012:role/chatbot-query-prod"]
      conditions = ["StringEquals iam:PassedToService lambda.amazonaws.com"]
    }])
    error_message = "Only the function's role may be passed, and only to Lambda."
  }

  assert {
    condition = length(setintersection(
      flatten([for document in [for name, each in local.documents : each if strcontains(name, "-change-")] : [for statement in document.statement : tolist(statement.actions)]]),
      ["iam:AttachRolePolicy", "iam:CreateUser", "iam:CreateAccessKey", "iam:CreatePolicy", "s3:PutBucketPolicy", "lambda:InvokeFunction", "lambda:InvokeFunctionUrl"],
    )) == 0
    error_message = "A deploy role must not attach policies, create users or keys, or invoke the function."
  }

  assert {
    condition = alltrue([for document in data.aws_iam_policy_document.change_function : [
      for statement in document.statement : join(",", flatten([for each in statement.condition : tolist(each.values)])) if contains(statement.actions, "lambda:AddPermission")
    ] == ["cloudfront.amazonaws.com"]])
    error_message = "Only CloudFront may be granted access to the function."
  }

  assert {
    condition = alltrue([for document in data.aws_iam_policy_document.change_function : [
      for statement in document.statement : join(",", flatten([for each in statement.condition : tolist(each.values)])) if contains(statement.actions, "lambda:CreateFunctionUrlConfig")
    ] == ["AWS_IAM"]])
    error_message = "A deploy role must not be able to create a Function URL that requires no signature."
  }
}

# Otherwise an apply could give the function every permission, and then use it.
run "applies_cannot_exceed_the_boundary" {
  variables {
    handlers = ["query", "chat"]
    environments = {
      dev = { state_bucket = "example-state-dev" }
      prod = {
        state_bucket        = "example-state-prod"
        existing_parameters = [{ name = "/elsewhere/jwt-secret", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/33333333-2222-3333-4444-555555555555" }]
        table_suffix        = "-restored"
      }
    }
  }

  assert {
    condition = alltrue(flatten([for action in ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"] : [
      for statement in data.aws_iam_policy_document.change_function["prod"].statement : jsonencode([
        for each in statement.condition : "${each.test} ${each.variable} ${join(",", each.values)}"
      ]) == jsonencode(["StringEquals iam:PermissionsBoundary arn:aws:iam::123456789012:policy/github-chatbot-prod-function-boundary"]) if contains(statement.actions, action)
    ]]))
    error_message = "A role may be created and given permissions only with the boundary."
  }

  assert {
    condition = length(setintersection(
      flatten([for document in [for name, each in local.documents : each if strcontains(name, "-change-")] : [for statement in document.statement : tolist(statement.actions)]]),
      ["iam:UpdateAssumeRolePolicy", "iam:DeleteRolePermissionsBoundary", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion"],
    )) == 0
    error_message = "A deploy role must not open a role to others, remove the boundary or change it."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.change_function["prod"].statement :
      statement.resources == toset(flatten([for name in ["chatbot-chat-prod", "chatbot-query-prod"] : [
        for suffix in ["", ":live"] : "arn:aws:lambda:eu-west-1:123456789012:function:${name}${suffix}"
      ]]))
      if contains(statement.actions, "lambda:AddPermission")
    ])
    error_message = "Access may be granted only to the function and the alias that the distribution invokes."
  }

  assert {
    condition     = { for name, policy in aws_iam_policy.boundary : name => policy.name } == { dev = "github-chatbot-dev-function-boundary", prod = "github-chatbot-prod-function-boundary" }
    error_message = "Each environment must have a boundary, under the name that the condition has."
  }

  assert {
    condition     = output.function_boundary_arns == { for name, policy in aws_iam_policy.boundary : name => policy.arn }
    error_message = "The outputs must have the boundaries."
  }

  assert {
    condition = length(setsubtract(
      flatten([for statement in data.aws_iam_policy_document.boundary["prod"].statement : tolist(statement.actions)]),
      [
        "bedrock:InvokeAgent", "bedrock:InvokeModelWithResponseStream",
        "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem",
        "kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "ssm:GetParameter", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
      ],
    )) == 0
    error_message = "The boundary must have only what the functions need."
  }

  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.boundary["prod"].statement : statement.sid => sort(statement.resources) }) == jsonencode({
      Logs       = ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/chatbot-chat-prod:*", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/chatbot-query-prod:*"]
      Parameters = ["arn:aws:ssm:eu-west-1:123456789012:parameter/chatbot/prod/gemini-api-key", "arn:aws:ssm:eu-west-1:123456789012:parameter/elsewhere/jwt-secret"]
      Keys       = ["arn:aws:kms:eu-west-1:123456789012:key/33333333-2222-3333-4444-555555555555"]
      Traces     = ["*"]
      Tables = [
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-chats-restored", "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-chats-restored/index/by_user",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-messages-restored", "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-messages-restored/index/by_user",
      ]
      Limits = ["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-limits"]
      Models = ["arn:aws:bedrock:*:*:*"]
    })
    error_message = "The boundary must name the environment's own resources, the existing parameters and the suffixed tables."
  }

  assert {
    condition = toset(flatten([for statement in data.aws_iam_policy_document.change_data["prod"].statement : tolist(statement.resources) if statement.sid == "ChangeTables"])) == toset([
      "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-chats-restored",
      "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-limits",
      "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-messages-restored",
    ])
    error_message = "With a suffix, the restored tables must be the ones that may be changed."
  }
}

run "the_state_is_locked_and_never_deleted" {
  assert {
    condition = alltrue(flatten([for statement in data.aws_iam_policy_document.change_data["dev"].statement : [
      for resource in statement.resources : resource == "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate.tflock"
    ] if contains(statement.actions, "s3:DeleteObject")]))
    error_message = "Only the lock of the state may be deleted."
  }

  assert {
    condition = toset(flatten([for statement in data.aws_iam_policy_document.change_data["dev"].statement : tolist(statement.resources) if contains(statement.actions, "s3:PutObject")])) == toset([
      "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate",
      "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate.tflock",
    ])
    error_message = "Only the state and its lock may be written to the bucket."
  }

  assert {
    condition = (
      !anytrue([for statement in data.aws_iam_policy_document.change_data["dev"].statement : contains(statement.actions, "kms:GenerateDataKey")]) &&
      anytrue([for statement in data.aws_iam_policy_document.change_data["prod"].statement : contains(statement.actions, "kms:GenerateDataKey")])
    )
    error_message = "Only a state encrypted with a customer managed key needs access to the key."
  }
}

run "no_permissions_for_a_domain_without_a_zone" {
  variables {
    hosted_zone_id = null
  }

  assert {
    condition = !anytrue(flatten([for document in values(local.documents) : [
      for statement in document.statement : [for action in statement.actions : can(regex("^(acm|route53):", action))]
    ]]))
    error_message = "Permissions for ACM and Route 53 must require a hosted zone."
  }
}

run "a_prefix_of_the_deploy_roles_is_refused" {
  command = plan
  variables {
    name_prefix = "github-chatbot"
  }
  expect_failures = [var.name_prefix]
}

run "a_handler_with_a_wildcard_is_refused" {
  command = plan
  variables {
    handlers = ["*"]
  }
  expect_failures = [var.handlers]
}

run "each_handler_has_a_function" {
  variables {
    handlers = ["query", "motivator"]
  }

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.change_function["prod"].statement : tolist(statement.resources) if contains(statement.actions, "lambda:UpdateFunctionCode")
      ])) == toset([
      "arn:aws:lambda:eu-west-1:123456789012:function:chatbot-motivator-prod",
      "arn:aws:lambda:eu-west-1:123456789012:function:chatbot-motivator-prod:*",
      "arn:aws:lambda:eu-west-1:123456789012:function:chatbot-query-prod",
      "arn:aws:lambda:eu-west-1:123456789012:function:chatbot-query-prod:*",
    ])
    error_message = "Code may be changed only in the handlers' functions, by their full names."
  }
}

run "the_chat_handler_has_tables" {
  variables {
    handlers = ["query", "chat"]
  }

  assert {
    condition = alltrue([for document in [data.aws_iam_policy_document.change_data["prod"], data.aws_iam_policy_document.stack["prod"]] :
      toset(flatten([for statement in document.statement : tolist(statement.resources) if endswith(statement.sid, "Tables")])) == toset([
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-chats",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-limits",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-messages",
      ])
    ])
    error_message = "Only the stack's tables may be changed and described, by their full names."
  }

  assert {
    condition = length(setintersection(
      flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.stack)) : [for statement in document.statement : tolist(statement.actions)]]),
      ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
    )) == 0
    error_message = "A deploy role must not read or write items."
  }
}

run "no_chats_without_the_chat_handler" {
  assert {
    condition = toset(flatten([for document in [data.aws_iam_policy_document.change_data["prod"], data.aws_iam_policy_document.stack["prod"]] : [
      for statement in document.statement : tolist(statement.resources) if endswith(statement.sid, "Tables")
    ]])) == toset(["arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-limits"])
    error_message = "Without the chat handler, the limits must be the only table."
  }
}

run "the_motivator_handler_has_a_table" {
  variables {
    handlers = ["query", "motivator"]
  }

  assert {
    condition = alltrue([for document in [data.aws_iam_policy_document.change_data["prod"], data.aws_iam_policy_document.stack["prod"]] :
      toset(flatten([for statement in document.statement : tolist(statement.resources) if endswith(statement.sid, "Tables")])) == toset([
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-feedback",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-limits",
      ])
    ])
    error_message = "The table of feedback must be the only one besides the limits."
  }

  assert {
    condition = { for statement in data.aws_iam_policy_document.boundary["prod"].statement : statement.sid => tolist(statement.actions) if contains(["Feedback", "Models", "Tables"], statement.sid) } == {
      Feedback = tolist(["dynamodb:PutItem"])
      Models   = tolist(["bedrock:InvokeAgent", "bedrock:InvokeModelWithResponseStream"])
    }
    error_message = "The boundary must allow to write feedback and to call models, and no chats."
  }
}

run "no_user_pool_unless_the_stack_creates_one" {
  assert {
    condition = !anytrue(flatten([for document in values(local.documents) : [
      for statement in document.statement : [for action in statement.actions : startswith(action, "cognito-idp:")]
    ]])) && length(data.aws_iam_policy_document.change_user_pool) == 0
    error_message = "A stack with an existing user pool must not be able to change one."
  }
}

run "a_user_pool_of_the_stack" {
  variables {
    user_pool_enabled = true
  }

  assert {
    condition = { for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : statement.sid => tolist(statement.resources) if strcontains(statement.sid, "UserPool") } == {
      ChangeUserPool     = tolist(["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*"])
      CreateUserPool     = tolist(["*"])
      ReadUserPool       = tolist(["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*"])
      ReadUserPoolDomain = tolist(["*"])
    }
    error_message = "Only user pools of the account may be changed."
  }

  assert {
    condition = !anytrue(flatten([for document in values(local.documents) : [
      for statement in document.statement : [for action in statement.actions : can(regex("^cognito-idp:(Admin|List(Users|Groups)|.*(User|Group|IdentityProvider)$)", action))]
    ]]))
    error_message = "A deploy role must not read, create or change users and groups."
  }

  assert {
    condition = length(setintersection(
      flatten([for name in local.grants["prod-plan"] : [for statement in local.documents[name].statement : tolist(statement.actions)]]),
      flatten([for statement in data.aws_iam_policy_document.change_user_pool["prod"].statement : tolist(statement.actions)]),
    )) == 0
    error_message = "The plan role must not change the pool."
  }

  assert {
    condition     = length([for attachment in aws_iam_role_policy_attachment.github : attachment if attachment.role == "github-chatbot-prod-apply"]) <= 10
    error_message = "A role may have ten policies."
  }
}

run "no_api_without_the_public_handler" {
  assert {
    condition = !anytrue(flatten([for document in values(local.documents) : [
      for statement in document.statement : [for action in statement.actions : startswith(action, "apigateway:")]
    ]])) && length(data.aws_iam_policy_document.change_api) == 0
    error_message = "Without the public handler, there must be no permission for an API."
  }
}

run "the_public_handler_has_an_api" {
  variables {
    handlers = ["query", "public"]
  }

  assert {
    condition = jsonencode([for statement in data.aws_iam_policy_document.change_api["prod"].statement : {
      resources  = sort(statement.resources)
      conditions = [for each in statement.condition : "${each.variable} ${join(",", each.values)}"]
      } if contains(statement.actions, "lambda:AddPermission")]) == jsonencode([{
      conditions = ["lambda:Principal apigateway.amazonaws.com"]
      resources  = ["arn:aws:lambda:eu-west-1:123456789012:function:chatbot-public-prod", "arn:aws:lambda:eu-west-1:123456789012:function:chatbot-public-prod:live"]
    }])
    error_message = "API Gateway may be granted access only to the public chat."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.change_function["prod"].statement :
      statement.resources == toset(["arn:aws:lambda:eu-west-1:123456789012:function:chatbot-query-prod", "arn:aws:lambda:eu-west-1:123456789012:function:chatbot-query-prod:live"])
      if contains(statement.actions, "lambda:AddPermission")
    ])
    error_message = "CloudFront may not be granted access to the public chat, which is not behind it."
  }

  # API Gateway assigns ids, so the environments cannot be distinguished.
  assert {
    condition = toset(flatten([for name, document in local.documents : [
      for statement in document.statement : [for resource in statement.resources : resource if startswith(resource, "arn:aws:apigateway:")]
    ]])) == toset([for path in ["/apis", "/apis/*", "/domainnames", "/domainnames/*", "/tags/*"] : "arn:aws:apigateway:eu-west-1::${path}"])
    error_message = "Only HTTP APIs, their domains and their tags may be read and changed."
  }

  assert {
    condition = toset(flatten([for statement in data.aws_iam_policy_document.change_data["prod"].statement : tolist(statement.resources) if statement.sid == "ChangeParameter"])) == toset([
      "arn:aws:ssm:eu-west-1:123456789012:parameter/chatbot/prod/address-salt",
      "arn:aws:ssm:eu-west-1:123456789012:parameter/chatbot/prod/gemini-api-key",
    ])
    error_message = "The salt of the addresses must be the only other parameter."
  }

  assert {
    condition     = length([for attachment in aws_iam_role_policy_attachment.github : attachment if attachment.role == "github-chatbot-prod-apply"]) <= 10
    error_message = "A role may have ten policies."
  }

  assert {
    condition     = contains([for statement in data.aws_iam_policy_document.boundary["prod"].statement : statement.sid], "Models") && !contains([for statement in data.aws_iam_policy_document.boundary["prod"].statement : statement.sid], "Tables")
    error_message = "The boundary must allow models, but no chats."
  }
}
