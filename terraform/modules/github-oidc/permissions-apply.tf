# Resources that store something: the state, the logs, the parameter, the tables.
data "aws_iam_policy_document" "change_data" {
  for_each = local.stacks

  # The state is never deleted; its lock is deleted after every run.
  statement {
    sid       = "WriteState"
    actions   = ["s3:PutObject"]
    resources = [local.states[each.key].state]
  }

  statement {
    sid       = "Lock"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = ["${local.states[each.key].state}.tflock"]
  }

  dynamic "statement" {
    for_each = var.environments[each.key].state_kms_key_arn[*]

    content {
      sid       = "EncryptState"
      actions   = ["kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }

  statement {
    sid = "ChangeLogGroups"
    actions = [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ]
    resources = local.log_groups[each.key]
  }

  statement {
    sid = "ChangeTables"
    actions = [
      "dynamodb:CreateTable",
      "dynamodb:DeleteTable",
      "dynamodb:TagResource",
      "dynamodb:UntagResource",
      "dynamodb:UpdateContinuousBackups",
      "dynamodb:UpdateTable",
      "dynamodb:UpdateTimeToLive",
    ]
    resources = local.tables[each.key]
  }

  statement {
    sid = "ChangeParameter"
    actions = [
      "ssm:AddTagsToResource",
      "ssm:DeleteParameter",
      "ssm:PutParameter",
      "ssm:RemoveTagsFromResource",
    ]
    resources = local.parameters[each.key]
  }

  dynamic "statement" {
    for_each = var.environments[each.key].parameter_kms_key_arn[*]

    content {
      sid       = "EncryptParameter"
      actions   = ["kms:Encrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:PARAMETER_ARN"
        values   = local.parameters[each.key]
      }
    }
  }
}

# The function and its role.
data "aws_iam_policy_document" "change_function" {
  for_each = local.stacks

  statement {
    sid = "ChangeFunction"
    actions = [
      "lambda:CreateAlias",
      "lambda:CreateFunction",
      "lambda:DeleteAlias",
      "lambda:DeleteFunction",
      "lambda:DeleteFunctionConcurrency",
      "lambda:DeleteFunctionUrlConfig",
      "lambda:DeleteProvisionedConcurrencyConfig",
      "lambda:GetFunctionConfiguration",
      "lambda:PublishVersion",
      "lambda:PutFunctionConcurrency",
      "lambda:PutProvisionedConcurrencyConfig",
      "lambda:RemovePermission",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateAlias",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
    ]
    resources = local.functions[each.key]
  }

  # Only CloudFront can be granted access, to no version, and no URL can be created that does not
  # require a signature. IAM has no condition for the distribution: AddPermission knows the principal
  # and the URL's type, but not the source ARN, which modules/oac-distribution always sets.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
  statement {
    sid       = "LetInvoke"
    actions   = ["lambda:AddPermission"]
    resources = local.aliases[each.key]

    condition {
      test     = "StringEquals"
      variable = "lambda:Principal"
      values   = ["cloudfront.amazonaws.com"]
    }
  }

  statement {
    sid       = "ChangeFunctionUrl"
    actions   = ["lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig"]
    resources = local.functions[each.key]

    condition {
      test     = "StringEquals"
      variable = "lambda:FunctionUrlAuthType"
      values   = ["AWS_IAM"]
    }
  }

  # A role that can write a function's policy and its code can do what the policy allows. So a role
  # can be given permissions only while it has the boundary of boundary.tf, which nothing here can
  # change or remove. A role cannot be opened to others either: UpdateAssumeRolePolicy is missing,
  # so a changed trust policy needs a new role. No managed policy can be attached.
  # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  statement {
    sid       = "GrantWithinBoundary"
    actions   = ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
    resources = local.roles[each.key]

    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [local.boundaries[each.key]]
    }
  }

  statement {
    sid = "ChangeRole"
    actions = [
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:ListInstanceProfilesForRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateRoleDescription",
    ]
    resources = local.roles[each.key]
  }

  statement {
    sid       = "PassRole"
    actions   = ["iam:PassRole"]
    resources = local.roles[each.key]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["lambda.amazonaws.com"]
    }
  }
}

# Everything in front of the function: distribution, web ACL, their logs, the custom domain.
data "aws_iam_policy_document" "change_edge" {
  for_each = local.stacks

  statement {
    sid = "ChangeEdgeFunction"
    actions = [
      "cloudfront:CreateFunction",
      "cloudfront:DeleteFunction",
      "cloudfront:PublishFunction",
      "cloudfront:TagResource",
      "cloudfront:UntagResource",
      "cloudfront:UpdateFunction",
    ]
    resources = [local.edge_functions[each.key]]
  }

  # The wildcard is required: CloudFront assigns the ids of these when it creates them.
  statement {
    sid = "ChangeDistribution"
    actions = [
      "cloudfront:AllowVendedLogDeliveryForResource",
      "cloudfront:CreateDistribution",
      "cloudfront:CreateMonitoringSubscription",
      "cloudfront:CreateOriginAccessControl",
      "cloudfront:CreateResponseHeadersPolicy",
      "cloudfront:DeleteDistribution",
      "cloudfront:DeleteMonitoringSubscription",
      "cloudfront:DeleteOriginAccessControl",
      "cloudfront:DeleteResponseHeadersPolicy",
      "cloudfront:TagResource",
      "cloudfront:UntagResource",
      "cloudfront:UpdateDistribution",
      "cloudfront:UpdateOriginAccessControl",
      "cloudfront:UpdateResponseHeadersPolicy",
    ]
    resources = local.distributions
  }

  # A call that creates a web ACL with AWS's own rule groups needs access to them as resources.
  statement {
    sid = "ChangeWebAcl"
    actions = [
      "wafv2:CreateWebACL",
      "wafv2:DeleteLoggingConfiguration",
      "wafv2:DeleteWebACL",
      "wafv2:PutLoggingConfiguration",
      "wafv2:TagResource",
      "wafv2:UntagResource",
      "wafv2:UpdateWebACL",
    ]
    resources = [
      local.web_acls[each.key],
      "arn:${local.partition}:wafv2:us-east-1:${local.account}:global/managedruleset/*/*",
    ]
  }

  # CloudFront needs these to write its access logs.
  statement {
    sid = "ChangeAccessLogs"
    actions = [
      "logs:CreateDelivery",
      "logs:DeleteDelivery",
      "logs:DeleteDeliveryDestination",
      "logs:DeleteDeliverySource",
      "logs:PutDeliveryDestination",
      "logs:PutDeliverySource",
      "logs:TagResource",
      "logs:UntagResource",
      "logs:UpdateDeliveryConfiguration",
    ]
    resources = local.log_deliveries[each.key]
  }

  # WAF and CloudFront require these of their caller to set up logging. "*" is required: IAM defines
  # no resource for them. https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
  statement {
    sid = "DeliverLogs"
    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeResourcePolicies",
      "logs:PutResourcePolicy",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "WebAclServiceRole"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:${local.partition}:iam::${local.account}:role/aws-service-role/wafv2.amazonaws.com/AWSServiceRoleForWAFV2Logging"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["wafv2.amazonaws.com"]
    }
  }

  dynamic "statement" {
    for_each = length(local.hosted_zone) == 0 ? [] : [local.hosted_zone]

    content {
      sid       = "ChangeRecords"
      actions   = ["route53:ChangeResourceRecordSets"]
      resources = statement.value
    }
  }

  # The id of a change, like that of a certificate, does not exist before it is created.
  dynamic "statement" {
    for_each = length(local.hosted_zone) == 0 ? [] : ["arn:${local.partition}:route53:::change/*"]

    content {
      sid       = "AwaitRecords"
      actions   = ["route53:GetChange"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = length(local.hosted_zone) == 0 ? [] : [local.certificates]

    content {
      sid = "ChangeCertificate"
      actions = [
        "acm:AddTagsToCertificate",
        "acm:DeleteCertificate",
        "acm:RemoveTagsFromCertificate",
        "acm:RequestCertificate",
      ]
      resources = statement.value
    }
  }
}

# The HTTP API of the public chat. The wildcards are required: API Gateway assigns the ids.
data "aws_iam_policy_document" "change_api" {
  for_each = { for name, stack in local.stacks : name => stack if local.has_public_chat }

  statement {
    sid       = "ChangeApi"
    actions   = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"]
    resources = local.apis
  }

  statement {
    sid       = "TagApi"
    actions   = ["apigateway:DELETE", "apigateway:POST"]
    resources = [local.api_tags]
  }

  dynamic "statement" {
    for_each = length(local.hosted_zone) == 0 ? [] : [local.api_domains]

    content {
      sid       = "ChangeApiDomain"
      actions   = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"]
      resources = statement.value
    }
  }

  # Only this function, and only API Gateway. As for CloudFront, IAM has no condition for the API.
  statement {
    sid       = "LetApiInvoke"
    actions   = ["lambda:AddPermission"]
    resources = local.public_aliases[each.key]

    condition {
      test     = "StringEquals"
      variable = "lambda:Principal"
      values   = ["apigateway.amazonaws.com"]
    }
  }

  # What API Gateway requires of its caller for access logs, besides DeliverLogs.
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
  statement {
    sid       = "DeliverApiLogs"
    actions   = ["logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:UpdateLogDelivery"]
    resources = ["*"]
  }
}

# The user pool, its client and its login page, but no user. The wildcards are required: Cognito assigns
# the id of a pool, and IAM defines no resource for one that does not exist yet.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
data "aws_iam_policy_document" "change_user_pool" {
  for_each = { for name, stack in local.stacks : name => stack if var.user_pool_enabled }

  statement {
    sid       = "CreateUserPool"
    actions   = ["cognito-idp:CreateUserPool"]
    resources = ["*"]
  }

  statement {
    sid = "ChangeUserPool"
    actions = [
      "cognito-idp:CreateUserPoolClient",
      "cognito-idp:CreateUserPoolDomain",
      "cognito-idp:DeleteUserPool",
      "cognito-idp:DeleteUserPoolClient",
      "cognito-idp:DeleteUserPoolDomain",
      "cognito-idp:SetUserPoolMfaConfig",
      "cognito-idp:TagResource",
      "cognito-idp:UntagResource",
      "cognito-idp:UpdateUserPool",
      "cognito-idp:UpdateUserPoolClient",
    ]
    resources = [local.user_pools]
  }
}
