# What every plan reads: the state, the user pool's state, and what Terraform looks up by name.
data "aws_iam_policy_document" "lookups" {
  for_each = local.states

  # For the whole bucket: if this were limited to a prefix, S3 would answer 403 instead of 404 for a
  # state that does not exist yet, and the first plan would fail.
  statement {
    sid       = "ListState"
    actions   = ["s3:ListBucket"]
    resources = [each.value.bucket]
  }

  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject"]
    resources = concat([each.value.state], local.cognito_state)
  }

  dynamic "statement" {
    for_each = local.cognito_bucket

    content {
      sid       = "ListCognitoState"
      actions   = ["s3:ListBucket"]
      resources = [statement.value]

      # init lists workspaces, which are under env:/, even if there are none.
      condition {
        test     = "StringEquals"
        variable = "s3:prefix"
        values   = [var.cognito_state.key, "env:/"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.environments[each.key].state_kms_key_arn[*]

    content {
      sid       = "DecryptState"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  # "*" is required: a lookup by name searches everything, and IAM defines no resource for a search.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
  statement {
    sid       = "LookUp"
    actions   = ["cloudfront:ListCachePolicies", "cloudfront:ListOriginRequestPolicies"]
    resources = ["*"]
  }

  statement {
    sid     = "ReadManagedPolicies"
    actions = ["cloudfront:GetCachePolicy", "cloudfront:GetOriginRequestPolicy"]
    resources = [for type in ["cache-policy", "origin-request-policy"] :
      "arn:${local.partition}:cloudfront::${local.account}:${type}/*"
    ]
  }
}

# All resources of the stack, for a plan that refreshes, in two documents, because one would be too long
# for a policy. tests/actions.json lists what the provider calls for each of them.
data "aws_iam_policy_document" "stack" {
  for_each = local.stacks

  statement {
    sid = "ReadFunction"
    actions = [
      "lambda:GetAlias",
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionUrlConfig",
      "lambda:GetPolicy",
      "lambda:GetProvisionedConcurrencyConfig",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ]
    resources = local.functions[each.key]
  }

  statement {
    sid = "ReadRole"
    actions = [
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListRolePolicies",
    ]
    resources = local.roles[each.key]
  }

  statement {
    sid       = "ReadLogGroups"
    actions   = ["logs:ListTagsForResource"]
    resources = local.log_groups[each.key]
  }

  # A refresh decrypts the value, although the state does not store it.
  statement {
    sid       = "ReadParameter"
    actions   = ["ssm:GetParameter", "ssm:ListTagsForResource"]
    resources = local.parameters[each.key]
  }

  dynamic "statement" {
    for_each = var.environments[each.key].parameter_kms_key_arn[*]

    content {
      sid       = "DecryptParameter"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:PARAMETER_ARN"
        values   = local.parameters[each.key]
      }
    }
  }

  # The definition of the tables, not their contents.
  statement {
    sid = "ReadTables"
    actions = [
      "dynamodb:DescribeContinuousBackups",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:ListTagsOfResource",
    ]
    resources = local.tables[each.key]
  }

  # The wildcard is required: API Gateway assigns the ids of these when it creates them.
  dynamic "statement" {
    for_each = local.has_public_chat ? [concat(local.apis, length(local.hosted_zone) == 0 ? [] : local.api_domains)] : []

    content {
      sid       = "ReadApi"
      actions   = ["apigateway:GET"]
      resources = statement.value
    }
  }

  # The wildcard is required: Cognito assigns the id of a pool, and its clients have no ARN.
  dynamic "statement" {
    for_each = var.user_pool_enabled ? [local.user_pools] : []

    content {
      sid = "ReadUserPool"
      actions = [
        "cognito-idp:DescribeUserPool",
        "cognito-idp:DescribeUserPoolClient",
        "cognito-idp:GetUserPoolMfaConfig",
      ]
      resources = [statement.value]
    }
  }

  # "*" is required: IAM defines no resource for a domain.
  dynamic "statement" {
    for_each = var.user_pool_enabled ? [["*"]] : []

    content {
      sid       = "ReadUserPoolDomain"
      actions   = ["cognito-idp:DescribeUserPoolDomain"]
      resources = statement.value
    }
  }

  # "*" is required: these are list actions, and IAM defines no resource for them.
  statement {
    sid       = "List"
    actions   = ["logs:DescribeLogGroups", "ssm:DescribeParameters"]
    resources = ["*"]
  }
}

# The distribution, the web ACL, their logs and the custom domain.
data "aws_iam_policy_document" "edge" {
  for_each = local.stacks

  statement {
    sid       = "ReadEdgeFunction"
    actions   = ["cloudfront:DescribeFunction", "cloudfront:GetFunction", "cloudfront:ListTagsForResource"]
    resources = [local.edge_functions[each.key]]
  }

  # The wildcard is required: CloudFront assigns the ids of these when it creates them.
  statement {
    sid = "ReadDistribution"
    actions = [
      "cloudfront:GetDistribution",
      "cloudfront:GetMonitoringSubscription",
      "cloudfront:GetOriginAccessControl",
      "cloudfront:GetResponseHeadersPolicy",
      "cloudfront:ListTagsForResource",
    ]
    resources = local.distributions
  }

  statement {
    sid = "ReadWebAcl"
    actions = [
      "wafv2:GetLoggingConfiguration",
      "wafv2:GetWebACL",
      "wafv2:ListTagsForResource",
    ]
    resources = [local.web_acls[each.key]]
  }

  # A refresh also reads the tags of each: without that, an apply fails after it has created them.
  statement {
    sid = "ReadAccessLogs"
    actions = [
      "logs:GetDelivery",
      "logs:GetDeliveryDestination",
      "logs:GetDeliverySource",
      "logs:ListTagsForResource",
    ]
    resources = local.log_deliveries[each.key]
  }

  dynamic "statement" {
    for_each = length(local.hosted_zone) == 0 ? [] : [local.hosted_zone]

    content {
      sid       = "ReadZone"
      actions   = ["route53:GetHostedZone", "route53:ListResourceRecordSets"]
      resources = statement.value
    }
  }

  # The id at the end of a certificate's ARN does not exist before the certificate does.
  dynamic "statement" {
    for_each = length(local.hosted_zone) == 0 ? [] : [local.certificates]

    content {
      sid       = "ReadCertificate"
      actions   = ["acm:DescribeCertificate", "acm:ListTagsForCertificate"]
      resources = statement.value
    }
  }
}
