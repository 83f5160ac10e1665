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

variables {
  repository = "example-org/middy-chat"
  environments = {
    dev  = { state_bucket = "example-state-dev" }
    prod = { state_bucket = "example-state-prod", state_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }
  cognito_state  = { bucket = "example-state-dev", key = "cognito/terraform.tfstate" }
  hosted_zone_id = "Z1D633PJN98FT9"
}

run "a_pull_request_only_looks" {
  assert {
    condition = toset([
      for attachment in aws_iam_role_policy_attachment.github : attachment.policy_arn if attachment.role == "github-chatbot-pull-request"
    ]) == toset(["arn:aws:iam::123456789012:policy/dev-lookups"])
    error_message = "The pull request's role has the lookups of its environment and nothing besides."
  }

  assert {
    condition = alltrue(flatten([for document in data.aws_iam_policy_document.lookups : [
      for statement in document.statement : [for action in statement.actions : can(regex(":(Get|List)|^kms:Decrypt$", action))]
    ]]))
    error_message = "A lookup changes nothing."
  }

  assert {
    condition = length(setintersection(
      toset(flatten([for statement in data.aws_iam_policy_document.lookups["dev"].statement : tolist(statement.actions)])),
      ["ssm:GetParameter", "lambda:GetFunction", "iam:GetRole"],
    )) == 0
    error_message = "A pull request reads neither the model's key nor the stack."
  }

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.lookups["dev"].statement : tolist(statement.resources) if statement.sid == "ReadState"
      ])) == toset([
      "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate",
      "arn:aws:s3:::example-state-dev/cognito/terraform.tfstate",
    ])
    error_message = "It reads the state of its environment and of the user pool, no other object."
  }
}

run "a_plan_changes_nothing" {
  assert {
    condition = toset([
      for attachment in aws_iam_role_policy_attachment.github : attachment.policy_arn if attachment.role == "github-chatbot-prod-plan"
    ]) == toset(["arn:aws:iam::123456789012:policy/prod-lookups", "arn:aws:iam::123456789012:policy/prod-stack"])
    error_message = "The plan role has what looks, and not what changes."
  }

  assert {
    condition = alltrue(flatten([for document in data.aws_iam_policy_document.stack : [
      for statement in document.statement : [for action in statement.actions : can(regex(":(Get|List|Describe)[A-Z]", action))]
    ]]))
    error_message = "The plan role's actions get, list or describe."
  }
}

run "an_apply_is_confined_to_its_environment" {
  assert {
    condition = alltrue(flatten([for name, document in data.aws_iam_policy_document.change_data : [
      for statement in document.statement : [
        for resource in statement.resources : length(regexall(name == "dev" ? "prod" : "dev", resource)) == 0
      ]
    ]]))
    error_message = "No environment's role names a state, log or parameter of another."
  }

  assert {
    condition = alltrue(flatten([for name, document in data.aws_iam_policy_document.change_edge : [
      for statement in document.statement : [
        for resource in statement.resources : length(regexall(name == "dev" ? "prod" : "dev", resource)) == 0
      ]
    ]]))
    error_message = "No environment's role names a resource of another's edge."
  }

  assert {
    condition = alltrue(flatten([for name, document in data.aws_iam_policy_document.change_function : [
      for statement in document.statement : [
        for resource in statement.resources : length(regexall(name == "dev" ? "prod" : "dev", resource)) == 0
      ]
    ]]))
    error_message = "No environment's role names a resource of another."
  }

  assert {
    condition = alltrue(flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.change_function), values(data.aws_iam_policy_document.change_edge), values(data.aws_iam_policy_document.stack), values(data.aws_iam_policy_document.lookups)) : [
      for statement in document.statement : [for action in statement.actions : length(regexall("[*?]", action)) == 0]
    ]]))
    error_message = "No action has a wildcard."
  }

  # Everywhere else a resource is named.
  assert {
    condition = length(setsubtract(
      flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.change_function), values(data.aws_iam_policy_document.change_edge), values(data.aws_iam_policy_document.stack), values(data.aws_iam_policy_document.lookups)) : [
        for statement in document.statement : statement.sid if contains(statement.resources, "*")
      ]]),
      ["LookUp", "LookUpZone", "List", "DeliverLogs"],
    )) == 0
    error_message = "The resource * stands only where IAM knows no other."
  }

  # Identified by ids that AWS assigns, so environments cannot be told apart.
  assert {
    condition = length(setsubtract(
      flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.change_function), values(data.aws_iam_policy_document.change_edge), values(data.aws_iam_policy_document.stack)) : [
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
    error_message = "A wildcard stands for an id that AWS gives, or within something whose name is the stack's."
  }

  # chatbot-dev* would also match chatbot-dev2.
  assert {
    condition = alltrue(flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.change_function), values(data.aws_iam_policy_document.change_edge), values(data.aws_iam_policy_document.stack)) : [
      for statement in document.statement : [for resource in statement.resources : length(regexall("[A-Za-z0-9-][*]", resource)) == 0]
    ]]))
    error_message = "No name is given by its beginning."
  }

  assert {
    condition = jsonencode([for statement in data.aws_iam_policy_document.change_function["prod"].statement : {
      resources  = tolist(statement.resources)
      conditions = [for each in statement.condition : "${each.test} ${each.variable} ${join(",", each.values)}"]
      } if contains(statement.actions, "iam:PassRole")]) == jsonencode([{
      resources  = ["arn:aws:iam::123456789012:role/chatbot-query-prod"]
      conditions = ["StringEquals iam:PassedToService lambda.amazonaws.com"]
    }])
    error_message = "Only the function's role is passed on, and only to Lambda."
  }

  assert {
    condition = length(setintersection(
      flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.change_function), values(data.aws_iam_policy_document.change_edge)) : [for statement in document.statement : tolist(statement.actions)]]),
      ["iam:AttachRolePolicy", "iam:CreateUser", "iam:CreateAccessKey", "iam:CreatePolicy", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "s3:PutBucketPolicy", "lambda:InvokeFunction", "lambda:InvokeFunctionUrl"],
    )) == 0
    error_message = "A deployment neither attaches policies, makes users and keys, nor calls the function."
  }

  assert {
    condition = alltrue([for document in data.aws_iam_policy_document.change_function : [
      for statement in document.statement : join(",", flatten([for each in statement.condition : tolist(each.values)])) if contains(statement.actions, "lambda:AddPermission")
    ] == ["cloudfront.amazonaws.com"]])
    error_message = "CloudFront alone can be let in to the function."
  }

  assert {
    condition = alltrue([for document in data.aws_iam_policy_document.change_function : [
      for statement in document.statement : join(",", flatten([for each in statement.condition : tolist(each.values)])) if contains(statement.actions, "lambda:CreateFunctionUrlConfig")
    ] == ["AWS_IAM"]])
    error_message = "No Function URL can be made that asks for no signature."
  }
}

run "the_state_is_locked_and_never_deleted" {
  assert {
    condition = alltrue(flatten([for statement in data.aws_iam_policy_document.change_data["dev"].statement : [
      for resource in statement.resources : resource == "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate.tflock"
    ] if contains(statement.actions, "s3:DeleteObject")]))
    error_message = "Of the state's objects only the lock can be deleted."
  }

  assert {
    condition = toset(flatten([for statement in data.aws_iam_policy_document.change_data["dev"].statement : tolist(statement.resources) if contains(statement.actions, "s3:PutObject")])) == toset([
      "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate",
      "arn:aws:s3:::example-state-dev/chatbot/terraform.tfstate.tflock",
    ])
    error_message = "State and lock are written, and nothing else of the bucket."
  }

  assert {
    condition = (
      !anytrue([for statement in data.aws_iam_policy_document.change_data["dev"].statement : contains(statement.actions, "kms:GenerateDataKey")]) &&
      anytrue([for statement in data.aws_iam_policy_document.change_data["prod"].statement : contains(statement.actions, "kms:GenerateDataKey")])
    )
    error_message = "A key is used where the state is encrypted with one."
  }
}

run "without_an_own_domain_no_certificates_and_records" {
  variables {
    hosted_zone_id = null
  }

  assert {
    condition = !anytrue(flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.change_function), values(data.aws_iam_policy_document.change_edge), values(data.aws_iam_policy_document.stack), values(data.aws_iam_policy_document.lookups)) : [
      for statement in document.statement : [for action in statement.actions : can(regex("^(acm|route53):", action))]
    ]]))
    error_message = "Rights to ACM and Route 53 come with a hosted zone."
  }
}

run "a_stack_called_github_is_refused" {
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

run "every_handler_has_its_function" {
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
    error_message = "Code is changed in the handlers' functions, by their whole names."
  }
}

run "tables_go_with_the_handler_of_chats" {
  variables {
    handlers = ["query", "chat"]
  }

  assert {
    condition = alltrue([for document in [data.aws_iam_policy_document.change_data["prod"], data.aws_iam_policy_document.stack["prod"]] :
      toset(flatten([for statement in document.statement : tolist(statement.resources) if endswith(statement.sid, "Tables")])) == toset([
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-chats",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/chatbot-prod-messages",
      ])
    ])
    error_message = "The two tables are changed and described, by their whole names."
  }

  assert {
    condition = length(setintersection(
      flatten([for document in concat(values(data.aws_iam_policy_document.change_data), values(data.aws_iam_policy_document.stack)) : [for statement in document.statement : tolist(statement.actions)]]),
      ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
    )) == 0
    error_message = "A deployment neither reads nor writes what anybody said."
  }
}

run "without_chats_no_tables" {
  assert {
    condition     = length([for statement in concat(data.aws_iam_policy_document.change_data["prod"].statement, data.aws_iam_policy_document.stack["prod"].statement) : statement if endswith(statement.sid, "Tables")]) == 0
    error_message = "Without the handler of chats there is no right to any table."
  }
}
