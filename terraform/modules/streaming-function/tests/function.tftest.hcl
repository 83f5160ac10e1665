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
    error_message = "The handler must be index.handler by default."
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("versions.tf")
    error_message = "The hash must be that of the package, so that changed code is deployed."
  }

  assert {
    condition     = aws_lambda_function.this.publish
    error_message = "Each change must publish a version for the alias."
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == aws_lambda_function.this.version
    error_message = "The alias must point to the newest version."
  }

  assert {
    condition     = aws_lambda_function_url.live.qualifier == aws_lambda_alias.live.name && aws_lambda_function_url.live.function_name == "ask"
    error_message = "The URL must belong to the alias, not to $LATEST."
  }

  assert {
    condition     = aws_lambda_function_url.live.authorization_type == "AWS_IAM"
    error_message = "The URL must require signed requests."
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
    error_message = "No concurrency may be reserved by default."
  }

  assert {
    condition     = length(aws_lambda_provisioned_concurrency_config.live) == 0
    error_message = "No concurrency may be provisioned by default."
  }

  assert {
    condition     = one(aws_lambda_function.this.tracing_config).mode == "Active"
    error_message = "X-Ray must be on by default."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/lambda/ask" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "The log group of the function must have a retention."
  }

  assert {
    condition     = one(aws_lambda_function.this.logging_config).log_group == aws_cloudwatch_log_group.this.name
    error_message = "The function must name its log group, so that the group is created first."
  }
}

run "least_privilege_by_default" {
  assert {
    condition     = [for statement in data.aws_iam_policy_document.permissions.statement : statement.sid] == ["Logs", "Traces"]
    error_message = "By default, the role may only log and trace."
  }

  assert {
    condition = (
      one(one(data.aws_iam_policy_document.trust.statement).principals).identifiers == toset(["lambda.amazonaws.com"]) &&
      one(data.aws_iam_policy_document.trust.statement).actions == toset(["sts:AssumeRole"])
    )
    error_message = "Only Lambda may assume the role."
  }

  assert {
    condition     = output.role_name == "ask" && output.role_arn == aws_iam_role.this.arn && output.log_group_arn == aws_cloudwatch_log_group.this.arn && output.alias_arn == aws_lambda_alias.live.arn
    error_message = "The outputs must have what further policies and alarms need."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == null
    error_message = "The role must have no permissions boundary by default."
  }

  assert {
    condition     = length(aws_lambda_function.this.environment[0].variables) == 0
    error_message = "The module must not add environment variables."
  }
}

run "all_options" {
  variables {
    reserved_concurrency    = 20
    provisioned_concurrency = 5
    log_format              = "JSON"
    log_retention_days      = 7
    parameter_arns          = ["arn:aws:ssm:eu-west-1:123456789012:parameter/ask/key"]
    kms_key_arn             = "arn:aws:kms:eu-west-1:123456789012:key/0a1b"
    environment_variables   = { MODEL = "m" }

    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"

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
      Documents = {
        actions   = ["s3:GetObject"]
        resources = ["arn:aws:s3:::example-documents/*", "arn:aws:s3:::example-documents/shared/*"]
      }
    }
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 20
    error_message = "The given concurrency must be reserved."
  }

  assert {
    condition     = one(aws_lambda_provisioned_concurrency_config.live).provisioned_concurrent_executions == 5
    error_message = "The given concurrency must be provisioned."
  }

  assert {
    condition     = one(aws_lambda_provisioned_concurrency_config.live).qualifier == aws_lambda_alias.live.name
    error_message = "Concurrency must be provisioned for the alias, which is what is invoked."
  }

  assert {
    condition     = one(aws_lambda_function.this.logging_config).log_format == "JSON"
    error_message = "log_format must set the format of Lambda's own lines."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 7
    error_message = "The retention must be the given one."
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables == tomap({ MODEL = "m" })
    error_message = "The function must have the given environment variables."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Parameters"][0].actions == toset(["ssm:GetParameter"]) && (
      [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Parameters"][0].resources == toset(["arn:aws:ssm:eu-west-1:123456789012:parameter/ask/key"])
    )
    error_message = "The role may read the given parameter and nothing else."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Key"][0].actions == toset(["kms:Decrypt"]) && (
      [for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Key"][0].resources == toset(["arn:aws:kms:eu-west-1:123456789012:key/0a1b"])
    )
    error_message = "The role may decrypt only with the given key."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.permissions.statement : one(statement.condition) if statement.sid == "Key"]).variable == "kms:EncryptionContext:PARAMETER_ARN"
    error_message = "The key may be used only for these parameters."
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
    error_message = "The role must have exactly the given permissions."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    error_message = "The role must have the given permissions boundary."
  }

  assert {
    condition = one([for statement in data.aws_iam_policy_document.permissions.statement : statement.resources if statement.sid == "Documents"]) == toset([
      "arn:aws:s3:::example-documents/*", "arn:aws:s3:::example-documents/shared/*",
    ])
    error_message = "The objects of a bucket and of a folder must be possible to grant."
  }

  assert {
    condition = alltrue(flatten([
      for statement in data.aws_iam_policy_document.permissions.statement : [for action in statement.actions : !strcontains(action, "*")]
    ]))
    error_message = "No action may have a wildcard."
  }

  # The module's own exceptions, required by AWS: the streams of the log group, and X-Ray.
  assert {
    condition = alltrue(flatten([
      for statement in data.aws_iam_policy_document.permissions.statement : [
        for resource in statement.resources : (
          statement.sid == "Logs" ? resource == "${aws_cloudwatch_log_group.this.arn}:*" :
          statement.sid == "Traces" ? resource == "*" :
          statement.sid == "Documents" ? endswith(resource, "/*") :
          !strcontains(resource, "*")
        )
      ]
    ]))
    error_message = "Only the streams of the log group, X-Ray and the given objects may have a wildcard."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Traces"]).actions == toset(["xray:PutTraceSegments", "xray:PutTelemetryRecords"])
    error_message = "The wildcard for X-Ray may only cover sending traces."
  }
}

run "options_turned_off" {
  variables {
    tracing_enabled = false
  }

  assert {
    condition     = aws_lambda_function.this.arn == run.all_options.function_arn && aws_lambda_function_url.live.function_url == run.all_options.url
    error_message = "Turning options off must not replace the function or its URL."
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.permissions.statement : statement if statement.sid == "Traces"]) == 0
    error_message = "Without tracing, the role must not send traces."
  }
}

run "changed_code" {
  variables {
    package_path = "variables.tf"
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash != filebase64sha256("versions.tf")
    error_message = "Changed code must change the hash."
  }
}

run "rollback" {
  variables {
    pinned_version = "12"
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == "12"
    error_message = "The alias must point to the pinned version."
  }
}

run "code_in_a_bucket" {
  variables {
    package_path = null
    package_s3   = { bucket = "code", key = "ask.zip", object_version = "v1" }
    layers       = ["arn:aws:lambda:eu-west-1:123456789012:layer:tools:3"]
  }

  assert {
    condition     = aws_lambda_function.this.filename == null && aws_lambda_function.this.s3_bucket == "code" && aws_lambda_function.this.s3_key == "ask.zip" && aws_lambda_function.this.s3_object_version == "v1"
    error_message = "The code must come from this version of the object."
  }

  assert {
    condition     = aws_lambda_function.this.layers == tolist(["arn:aws:lambda:eu-west-1:123456789012:layer:tools:3"])
    error_message = "The function must have the layer."
  }
}

run "in_a_vpc" {
  variables {
    vpc = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition     = one(aws_lambda_function.this.vpc_config).subnet_ids == toset(["subnet-1"]) && one(aws_lambda_function.this.vpc_config).security_group_ids == toset(["sg-1"])
    error_message = "The function must be in the VPC."
  }

  assert {
    condition     = contains(one(data.aws_iam_policy_document.network[0].statement).actions, "ec2:CreateNetworkInterface") && aws_iam_role_policy.network[0].role == "ask"
    error_message = "The role must be able to connect the function to the VPC."
  }
}

run "own_keys_and_tags" {
  variables {
    environment_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
    log_kms_key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/2"
    tags                    = { Team = "a" }
  }

  assert {
    condition     = aws_lambda_function.this.kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/1" && aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/2"
    error_message = "Variables and logs must be encrypted with these keys."
  }

  assert {
    condition     = alltrue([for tags in [aws_lambda_function.this.tags, aws_iam_role.this.tags, aws_cloudwatch_log_group.this.tags] : tags == tomap({ Team = "a" })])
    error_message = "Everything must have the tags."
  }
}
