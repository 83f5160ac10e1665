mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/ask" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/ask" }
  }
}

variables {
  name = "ask"

  # Any file: only its hash is used.
  package_path = "versions.tf"
}

run "defaults" {
  assert {
    condition     = aws_lambda_function.this.runtime == "nodejs24.x" && aws_lambda_function.this.architectures == tolist(["arm64"])
    error_message = "The function must run on Node.js 24 on arm64."
  }

  assert {
    condition     = aws_lambda_function.this.handler == "index.handler"
    error_message = "The package's handler is index.handler."
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("versions.tf")
    error_message = "The hash must be the package's, or a change of code would change nothing."
  }

  assert {
    condition     = aws_lambda_function.this.publish
    error_message = "Each change must publish a version, for the alias to name."
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == aws_lambda_function.this.version
    error_message = "The alias must name the version just published."
  }

  assert {
    condition     = aws_lambda_function_url.live.qualifier == aws_lambda_alias.live.name && aws_lambda_function_url.live.function_name == "ask"
    error_message = "The URL must be the alias's, not that of $LATEST."
  }

  assert {
    condition     = aws_lambda_function_url.live.authorization_type == "AWS_IAM"
    error_message = "The URL must answer signed requests only."
  }

  assert {
    condition     = aws_lambda_function_url.live.invoke_mode == "RESPONSE_STREAM"
    error_message = "The URL must stream."
  }

  assert {
    condition     = length(aws_lambda_function_url.live.cors) == 0
    error_message = "The URL must not emit CORS headers: the distribution does."
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == -1
    error_message = "No concurrency is reserved unless asked for."
  }

  assert {
    condition     = length(aws_lambda_provisioned_concurrency_config.live) == 0
    error_message = "No concurrency is provisioned, and paid for, unless asked for."
  }

  assert {
    condition     = one(aws_lambda_function.this.tracing_config).mode == "Active"
    error_message = "X-Ray must be on by default."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/lambda/ask" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "The function's own log group must have a retention."
  }

  assert {
    condition     = one(aws_lambda_function.this.logging_config).log_group == aws_cloudwatch_log_group.this.name
    error_message = "The function must name its log group, so that the group is made first."
  }
}

run "least_privilege_by_default" {
  assert {
    condition     = [for statement in data.aws_iam_policy_document.permissions.statement : statement.sid] == ["Logs", "Traces"]
    error_message = "Without parameters and a key the role may log and trace, and nothing else."
  }

  assert {
    condition = (
      one(one(data.aws_iam_policy_document.trust.statement).principals).identifiers == toset(["lambda.amazonaws.com"]) &&
      one(data.aws_iam_policy_document.trust.statement).actions == toset(["sts:AssumeRole"])
    )
    error_message = "Only Lambda may take on the role."
  }

  assert {
    condition     = length(aws_lambda_function.this.environment[0].variables) == 0
    error_message = "The module adds no environment variables of its own."
  }
}

run "everything" {
  variables {
    reserved_concurrency    = 20
    provisioned_concurrency = 5
    log_format              = "JSON"
    log_retention_days      = 7
    parameter_arns          = ["arn:aws:ssm:eu-west-1:123456789012:parameter/ask/key"]
    kms_key_arn             = "arn:aws:kms:eu-west-1:123456789012:key/0a1b"
    environment_variables   = { MODEL = "m" }

    permissions = {
      Notes = {
        actions   = ["dynamodb:GetItem"]
        resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/notes"]
      }
      NotesOfOne = {
        actions   = ["dynamodb:DeleteItem"]
        resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/notes"]
        condition = { variable = "dynamodb:LeadingKeys", values = ["one"] }
      }
    }
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 20
    error_message = "Concurrency must be reserved when asked for."
  }

  assert {
    condition     = one(aws_lambda_provisioned_concurrency_config.live).provisioned_concurrent_executions == 5
    error_message = "Concurrency must be provisioned when asked for."
  }

  assert {
    condition     = one(aws_lambda_provisioned_concurrency_config.live).qualifier == aws_lambda_alias.live.name
    error_message = "What is kept warm must be what is invoked: the alias."
  }

  assert {
    condition     = one(aws_lambda_function.this.logging_config).log_format == "JSON"
    error_message = "Lambda's own lines must be JSON when asked for."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 7
    error_message = "The retention must be the one asked for."
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables == tomap({ MODEL = "m" })
    error_message = "The function must get the given environment variables."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Parameters"][0].actions == toset(["ssm:GetParameter"]) && (
      [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Parameters"][0].resources == toset(["arn:aws:ssm:eu-west-1:123456789012:parameter/ask/key"])
    )
    error_message = "The role may read the given parameter, and do nothing else to any."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Key"][0].actions == toset(["kms:Decrypt"]) && (
      [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Key"][0].resources == toset(["arn:aws:kms:eu-west-1:123456789012:key/0a1b"])
    )
    error_message = "The role may decrypt with the given key only."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.permissions.statement : one(statement.condition) if statement.sid == "Key"]).variable == "kms:EncryptionContext:PARAMETER_ARN"
    error_message = "The key may serve for these parameters only."
  }

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.permissions.statement : statement.sid => {
        actions    = statement.actions
        resources  = statement.resources
        conditions = [for each in statement.condition : "${each.test} ${each.variable} ${join(",", each.values)}"]
      } if startswith(statement.sid, "Notes")
      } == {
      Notes = {
        actions    = toset(["dynamodb:GetItem"])
        resources  = toset(["arn:aws:dynamodb:eu-west-1:123456789012:table/notes"])
        conditions = []
      }
      NotesOfOne = {
        actions    = toset(["dynamodb:DeleteItem"])
        resources  = toset(["arn:aws:dynamodb:eu-west-1:123456789012:table/notes"])
        conditions = ["StringEquals dynamodb:LeadingKeys one"]
      }
    }
    error_message = "The role may do what it is given, and no more."
  }

  assert {
    condition = alltrue(flatten([
      for statement in data.aws_iam_policy_document.permissions.statement : [for action in statement.actions : !strcontains(action, "*")]
    ]))
    error_message = "No action may have a wildcard."
  }

  # Two exceptions, both required by AWS: the streams of the one log group, and X-Ray.
  assert {
    condition = alltrue(flatten([
      for statement in data.aws_iam_policy_document.permissions.statement : [
        for resource in statement.resources : (
          statement.sid == "Logs" ? resource == "${aws_cloudwatch_log_group.this.arn}:*" :
          statement.sid == "Traces" ? resource == "*" :
          !strcontains(resource, "*")
        )
      ]
    ]))
    error_message = "No resource may have a wildcard but the log group's streams and X-Ray's."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Traces"]).actions == toset(["xray:PutTraceSegments", "xray:PutTelemetryRecords"])
    error_message = "The wildcard of X-Ray may serve for sending traces only."
  }
}

run "options_off_again_keep_the_function" {
  variables {
    tracing_enabled = false
  }

  assert {
    condition     = aws_lambda_function.this.arn == run.everything.function_arn && aws_lambda_function_url.live.function_url == run.everything.url
    error_message = "Turning options off must not replace the function or its URL."
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Traces"]) == 0
    error_message = "Without tracing the role needs no right to send traces."
  }
}

run "changed_code" {
  variables {
    package_path = "variables.tf"
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash != filebase64sha256("versions.tf")
    error_message = "Other code must have another hash."
  }
}

run "rollback" {
  variables {
    pinned_version = "12"
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == "12"
    error_message = "The alias must go back to the pinned version."
  }
}
